package dev.cairn.replication;

import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Transfers;
import dev.cairn.replication.replica.Wholeness;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The transfers of a node: those of all its lanes. Safe for all threads. */
record NodeTransfers(List<Shard> shards, Wholeness whole) implements Transfers {
    @Override
    public void fetch(Topology topology, Runnable arrived) {
        AtomicInteger missing = new AtomicInteger(shards.size());
        Runnable here =
                () -> {
                    if (missing.decrementAndGet() == 0) {
                        arrived.run();
                    }
                };
        shards.forEach(shard -> shard.runAlways(() -> shard.transfers().fetch(topology, here)));
    }

    @Override
    public Progress progress() {
        Progress sum = Progress.NONE;
        for (Shard shard : shards) {
            sum = sum.plus(shard.transfers().progress());
        }
        return sum;
    }

    @Override
    public Progress rebuilding() {
        return whole.progress();
    }

    @Override
    public boolean isHandingOver() {
        return shards.stream().anyMatch(shard -> shard.transfers().isAnythingLeft());
    }
}
