package dev.cairn.bench.workload;

import dev.cairn.bench.peers.Peer.Store;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What it takes to open a store. */
final class Reopening {
    private Reopening() {}

    /** Opens a store whose log holds so many pairs, and closes it; {@code disk} tells its size. */
    static Sample measure(Supplier<Store> opening, long pairs, LongSupplier disk) {
        Meter meter = new Meter();
        long written = ThisProcess.writtenBytes();
        long cpu = ThisProcess.cpuNanos();
        long begin = meter.start();
        try (Store store = opening.get()) {
            long end = System.nanoTime();
            meter.ended(end, end - begin, pairs);
            meter.stop();
            cpu = ThisProcess.cpuNanos() - cpu;
            store.settle();
            return new Sample(
                    meter.units(),
                    meter.nanos(),
                    cpu,
                    meter.ownNanos(),
                    ThisProcess.writtenBytes() - written,
                    disk.getAsLong(),
                    ThisProcess.anonymousBytes(),
                    ThisProcess.fileBytes(),
                    meter.latencies(),
                    meter.slots());
        }
    }
}
