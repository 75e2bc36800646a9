package dev.cairn.server.config;

/**
 * One key of the configuration a node runs with.
 *
 * @param key the key
 * @param value its value, of the record component's type
 * @param shown the value as a file would write it
 * @param source where it comes from
 * @param meaning one sentence on what it does; empty when there is none
 */
public record Effective(String key, Object value, String shown, Source source, String meaning) {}
