package dev.cairn.api.nativeprotocol;

/**
 * A response on its way.
 *
 * @param id that of the call
 * @param response what the node answers
 */
public record Reply(long id, Response response) {}
