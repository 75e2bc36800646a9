package dev.cairn.bench.workload;

import dev.cairn.bench.peers.Peer.Session;
import dev.cairn.bench.peers.Peer.Store;
import java.util.SplittableRandom;

/** The operations of one thread of one workload. */
final class Operations {
    private static final long CHECK_EACH = 1 << 10;
    private static final int PAIRS_BEHIND_A_SEEK = 10;
    private static final byte[] FIRST = {};

    private final Order order;
    private final KeyShape shape;
    private final int pairs;
    private final Values values;
    private final Session session;
    private final Store store;
    private final int thread;
    private final int threads;
    private final byte[] key;
    private final byte[] value;
    private final Permutation permutation;
    private final SplittableRandom random;
    private final long[] sorted;

    Operations(Order order, Values values, Session session, Store store, int thread) {
        this.order = order;
        this.shape = order.data().shape();
        this.pairs = order.data().pairs();
        this.values = values;
        this.session = session;
        this.store = store;
        this.thread = thread;
        this.threads = order.workload().threads();
        this.key = new byte[shape.bytes()];
        this.value = new byte[values.bytes()];
        this.permutation = new Permutation(pairs, order.round());
        this.random = new SplittableRandom(1_000L * order.round() + thread);
        this.sorted =
                order.workload().does() == Workload.Does.FILL_IN_ORDER
                        ? shape.sorted(pairs)
                        : new long[0];
    }

    /** How many there are at most. */
    long count() {
        return switch (order.workload().does()) {
            case FILL_IN_ORDER, OVERWRITE -> pairs;
            case FILL_AT_RANDOM -> pairs / threads;
            case OVERWRITE_THRICE -> 3L * pairs;
            case COMPACT, OPEN -> 1;
            case READ, MISS, SEEK, SCAN, READ_BESIDE_WRITER, MIX, MIX_AT_RATE -> Long.MAX_VALUE;
        };
    }

    /** Runs the so-manieth; answers how many units of work it was. */
    long run(long index) {
        return switch (order.workload().does()) {
            case FILL_IN_ORDER -> put(sorted[(int) index], 0);
            case FILL_AT_RANDOM -> put(shape.present(permutation.at(threads * index + thread)), 0);
            case OVERWRITE, OVERWRITE_THRICE -> put(anyPresent(), index + 1);
            case READ, READ_BESIDE_WRITER -> read(index);
            case MISS -> miss();
            case SEEK -> seek();
            case SCAN -> scan();
            case MIX, MIX_AT_RATE -> (index & 1) == 0 ? read(index) : put(anyPresent(), index);
            case COMPACT -> compact();
            case OPEN -> throw new IllegalStateException("the store is open");
        };
    }

    private long anyPresent() {
        return shape.present(random.nextLong(pairs));
    }

    private long put(long number, long generation) {
        shape.write(number, key);
        values.write(number, generation, value);
        session.put(key, value);
        return 1;
    }

    private long read(long index) {
        long number = anyPresent();
        shape.write(number, key);
        int size = session.get(key);
        boolean checked = index % CHECK_EACH == 0;
        if (size != value.length || checked && session.valueHead() != number) {
            throw new IllegalStateException("a read answered what was not written");
        }
        return 1;
    }

    private long miss() {
        shape.write(shape.missing(random.nextLong(pairs)), key);
        if (session.get(key) != -1) {
            throw new IllegalStateException("a read found what is not there");
        }
        return 1;
    }

    private long seek() {
        shape.write(anyPresent(), key);
        if (session.scan(key, PAIRS_BEHIND_A_SEEK + 1) == 0) {
            throw new IllegalStateException("a seek did not find its key");
        }
        return 1;
    }

    private long scan() {
        long found = session.scan(FIRST, Long.MAX_VALUE);
        if (found != pairs) {
            throw new IllegalStateException("a scan found " + found + " of " + pairs + " pairs");
        }
        return found;
    }

    private long compact() {
        store.compact();
        return pairs;
    }
}
