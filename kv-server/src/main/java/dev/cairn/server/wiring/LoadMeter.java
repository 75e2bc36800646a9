package dev.cairn.server.wiring;

import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.Transfers;

/**
 * Measures a node's load between one {@link #report} and the next, where those are a second apart
 * or more. For one thread.
 */
final class LoadMeter {
    private static final double SHORTEST = 1;

    private final Replication replication;
    private final StorageEngine storage;
    private final Clock clock;
    private long lastRequests;
    private long lastNanos;
    private double rate;

    LoadMeter(Replication replication, StorageEngine storage, Clock clock) {
        this.replication = replication;
        this.storage = storage;
        this.clock = clock;
        this.lastNanos = clock.nanos();
    }

    LoadReport report() {
        long nanos = clock.nanos();
        double seconds = (nanos - lastNanos) / 1e9;
        if (seconds >= SHORTEST) {
            long requests = replication.requests();
            rate = (requests - lastRequests) / seconds;
            lastRequests = requests;
            lastNanos = nanos;
        }
        Transfers.Progress rebuilding = replication.transfers().rebuilding();
        int left = rebuilding.slices() - rebuilding.arrived();
        return new LoadReport(rate, storage.statistics().diskBytes(), left);
    }
}
