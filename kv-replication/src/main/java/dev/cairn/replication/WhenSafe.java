package dev.cairn.replication;

import dev.cairn.api.KvError;
import dev.cairn.replication.replica.LocalReplica;

/** Runs a task once what was written is safe; never when the disk refuses. */
record WhenSafe(Runnable task) implements LocalReplica.StoredSink {
    @Override
    public void stored(boolean durable) {
        task.run();
    }

    @Override
    public void failed(KvError error) {}
}
