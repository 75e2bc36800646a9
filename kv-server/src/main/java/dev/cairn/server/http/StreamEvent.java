package dev.cairn.server.http;

/**
 * An event of a stream, as the HTML standard has them under "server-sent events".
 *
 * @param type what kind
 * @param data its text
 * @param id where to go on from behind it; empty for none
 */
public record StreamEvent(String type, String data, String id) {}
