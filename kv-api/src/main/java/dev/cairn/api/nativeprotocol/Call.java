package dev.cairn.api.nativeprotocol;

/**
 * A request on its way.
 *
 * @param id chosen by the client, different from all that are in flight on the connection
 * @param request what it asks
 */
public record Call(long id, Request request) {}
