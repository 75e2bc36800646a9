package dev.cairn.server.wiring;

import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.Transfers;

/** Measures a node's load between one {@link #report} and the next. For one thread. */
final class LoadMeter {
    private final Replication replication;
    private final StorageEngine storage;
    private final Clock clock;
    private long lastRequests;
    private long lastNanos;

    LoadMeter(Replication replication, StorageEngine storage, Clock clock) {
        this.replication = replication;
        this.storage = storage;
        this.clock = clock;
        this.lastNanos = clock.nanos();
    }

    LoadReport report() {
        long requests = replication.requests();
        long nanos = clock.nanos();
        double seconds = Math.max(1, nanos - lastNanos) / 1e9;
        double rate = (requests - lastRequests) / seconds;
        lastRequests = requests;
        lastNanos = nanos;
        Transfers.Progress rebuilding = replication.transfers().rebuilding();
        int left = rebuilding.slices() - rebuilding.arrived();
        return new LoadReport(rate, storage.statistics().diskBytes(), left);
    }
}
