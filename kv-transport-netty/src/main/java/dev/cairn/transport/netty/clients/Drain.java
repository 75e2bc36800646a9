package dev.cairn.transport.netty.clients;

/**
 * The event that tells a connection's handler to answer what it has read, take nothing more and
 * close.
 */
public enum Drain {
    /** The only one. */
    REQUESTED
}
