package dev.cairn.bench.served;

import java.io.IOException;

/**
 * One of those that are compared under one load: a server, and a client that puts the load on it.
 */
interface Contender {
    String name();

    /** Puts so many requests on it, to their end; answers operations a second. */
    double run(long requests) throws IOException, InterruptedException;

    /** Processor time that the server has used so far, in seconds. */
    double processorSeconds() throws IOException;

    /** Bytes that the server has allocated on the heap so far; negative when nobody tells. */
    long allocatedBytes() throws IOException, InterruptedException;
}
