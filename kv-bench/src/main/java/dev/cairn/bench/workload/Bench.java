package dev.cairn.bench.workload;

import dev.cairn.bench.peers.Peer;
import dev.cairn.bench.peers.Peer.Session;
import dev.cairn.bench.peers.Peer.Store;
import dev.cairn.bench.peers.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs workloads on one engine, one after another. Keeps the store that the last {@code fillrandom}
 * made, and fills one when a workload needs it. Not safe for several threads.
 */
public final class Bench implements AutoCloseable {
    private static final long REPLAYED_BYTES = 110_000_000;

    private final Peer peer;
    private final StoreSettings settings;
    private final Path folder;
    private Optional<Main> main = Optional.empty();
    private int stores;
    private boolean warm;

    private record Main(Store store, Path place, Dataset data) {}

    /** A bench that keeps its stores below {@code folder}. */
    public Bench(Peer peer, StoreSettings settings, Path folder) {
        this.peer = peer;
        this.settings = settings.withSync(false);
        this.folder = folder;
    }

    /** Runs one workload and answers what it has shown. */
    public Sample run(Order order) {
        return switch (order.workload().on()) {
            case MAIN -> measure(order, filled(order));
            case NEW_MAIN -> measure(order, fresh(order));
            case EMPTY -> onNewStore(order, settings);
            case EMPTY_SYNCED -> onNewStore(order, settings.withSync(true));
            case KILLED -> replay(order);
        };
    }

    private Sample replay(Order order) {
        int most = (int) (REPLAYED_BYTES / order.data().pairBytes());
        Dataset logged = order.data().withPairs(Math.min(order.data().pairs(), most));
        StoreSettings with = settings.withMemtableBytes(4 * REPLAYED_BYTES);
        Path place = newPlace();
        Path killed = newPlace();
        try {
            try (Store store = peer.open(place, with)) {
                new Run(fill(order, logged), store).run();
                copy(place, killed);
            }
            return Reopening.measure(
                    () -> peer.open(killed, with), logged.pairs(), () -> size(killed));
        } finally {
            delete(place);
            delete(killed);
        }
    }

    private static Order fill(Order order, Dataset data) {
        return new Order(Workload.FILLRANDOM, data, order.variant(), order.atMost(), 0, 0);
    }

    private Sample onNewStore(Order order, StoreSettings with) {
        Path place = newPlace();
        try (Store store = peer.open(place, with)) {
            return measure(order, new Main(store, place, order.data()));
        } finally {
            delete(place);
        }
    }

    private Main fresh(Order order) {
        close();
        Path place = newPlace();
        Main made = new Main(peer.open(place, settings), place, order.data());
        main = Optional.of(made);
        return made;
    }

    private Main filled(Order order) {
        if (main.isPresent() && main.get().data().equals(order.data())) {
            return main.get();
        }
        Main made = fresh(order);
        new Run(fill(order, order.data()), made.store()).run();
        made.store().settle();
        return made;
    }

    private Sample measure(Order order, Main on) {
        on.store().settle();
        if (order.workload().reads() && !warm) {
            warmUp(order, on.store());
        }
        warm = order.workload().reads() && !order.workload().writes();
        Run run = new Run(order, on.store());
        long cpu = ThisProcess.cpuNanos();
        long written = ThisProcess.writtenBytes();
        run.run();
        long anonymous = ThisProcess.anonymousBytes();
        long file = ThisProcess.fileBytes();
        if (order.workload().does() == Workload.Does.OVERWRITE_THRICE) {
            on.store().flush();
        } else if (order.workload().settles()) {
            on.store().settle();
        }
        return run.sample(
                ThisProcess.cpuNanos() - cpu,
                ThisProcess.writtenBytes() - written,
                size(on.place()),
                anonymous,
                file);
    }

    /**
     * Reads every pair once, so that no workload is charged for what its cache did not hold yet.
     */
    private static void warmUp(Order order, Store store) {
        KeyShape shape = order.data().shape();
        byte[] key = new byte[shape.bytes()];
        try (Session session = store.session(order.variant())) {
            for (long number : shape.sorted(order.data().pairs())) {
                shape.write(number, key);
                session.get(key);
            }
        }
    }

    private Path newPlace() {
        return folder.resolve(peer.name() + "-" + ++stores);
    }

    private static long size(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).mapToLong(Bench::sizeOf).sum();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A file may go while we look. */
    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path place) {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        main.ifPresent(kept -> {
            kept.store().close();
            delete(kept.place());
        });
        main = Optional.empty();
    }
}
