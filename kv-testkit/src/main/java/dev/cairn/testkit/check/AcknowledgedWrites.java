package dev.cairn.testkit.check;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks the promise that matters most: a write that was acknowledged is found, or something that
 * replaced it is.
 *
 * <p>A load writes down each attempt, with the values its writer had seen, and what came of it;
 * when all is quiet and the replicas have exchanged everything, {@link #check} compares that with
 * what is found.
 *
 * <pre>{@code
 * Attempt attempt = history.write(key, value, seenBefore);
 * if (put(key, value, context)) attempt.acknowledged();   // else it stays in doubt
 * assertThat(history.check(key -> valuesOf(key))).isEmpty();
 * }</pre>
 *
 * <p>A write in doubt may have taken effect or not. A blind write, one without context, may have
 * replaced whatever its coordinator held: any write that began before it ended. Values of one key
 * must differ. Safe for all threads.
 */
public final class AcknowledgedWrites {
    private final Map<Key, List<Attempt>> attempts = new LinkedHashMap<>();
    private final Map<Key, Set<Bytes>> written = new HashMap<>();
    private long now;

    /** An empty history. */
    public AcknowledgedWrites() {}

    /** What came of an attempt. */
    private enum Outcome {
        IN_DOUBT,
        ACKNOWLEDGED,
        FAILED
    }

    /** What an attempt tried to do. */
    private enum Kind {
        WRITE,
        BLIND_WRITE,
        DELETE
    }

    /** One write or delete; in doubt until its outcome is told. */
    public final class Attempt {
        private final Kind kind;
        private final Bytes value;
        private final Set<Bytes> seen;
        private final long began;
        private long ended = Long.MAX_VALUE;
        private Outcome outcome = Outcome.IN_DOUBT;

        private Attempt(Kind kind, Bytes value, Set<Bytes> seen, long began) {
            this.kind = kind;
            this.value = value;
            this.seen = seen;
            this.began = began;
        }

        /** The store has promised it. */
        public void acknowledged() {
            end(Outcome.ACKNOWLEDGED);
        }

        /** The store has said that it took no effect. */
        public void failed() {
            end(Outcome.FAILED);
        }

        private void end(Outcome how) {
            synchronized (AcknowledgedWrites.this) {
                outcome = how;
                ended = now++;
            }
        }

        private boolean mayHaveReplaced(Attempt other) {
            if (this == other || outcome == Outcome.FAILED) {
                return false;
            }
            return kind == Kind.BLIND_WRITE ? other.began < ended : seen.contains(other.value);
        }

        private boolean mustHaveReplaced(Attempt other) {
            return outcome == Outcome.ACKNOWLEDGED
                    && kind != Kind.BLIND_WRITE
                    && seen.contains(other.value);
        }
    }

    /** Something that must not be. */
    public sealed interface Violation {
        /** The key it is about. */
        Key key();
    }

    /**
     * An acknowledged value is not there, nor is anything that could have replaced it.
     *
     * @param key the key
     * @param value the value that is gone
     */
    public record Lost(Key key, Bytes value) implements Violation {}

    /**
     * A value is there although an acknowledged write or delete has replaced it.
     *
     * @param key the key
     * @param value the value that is back
     */
    public record CameBack(Key key, Bytes value) implements Violation {}

    /**
     * A value is there that nobody wrote, or whose write is said to have failed.
     *
     * @param key the key
     * @param value the value from nowhere
     */
    public record FromNowhere(Key key, Bytes value) implements Violation {}

    /** A write begins whose writer has read {@code seen}. */
    public Attempt write(Key key, Bytes value, Set<Bytes> seen) {
        return begin(key, Kind.WRITE, value, seen);
    }

    /** A write without context begins. */
    public Attempt blindWrite(Key key, Bytes value) {
        return begin(key, Kind.BLIND_WRITE, value, Set.of());
    }

    /** A delete begins whose writer has read {@code seen}. */
    public Attempt delete(Key key, Set<Bytes> seen) {
        return begin(key, Kind.DELETE, Bytes.EMPTY, seen);
    }

    private synchronized Attempt begin(Key key, Kind kind, Bytes value, Set<Bytes> seen) {
        List<Attempt> ofKey = attempts.computeIfAbsent(key, same -> new ArrayList<>());
        if (kind != Kind.DELETE
                && !written.computeIfAbsent(key, same -> new HashSet<>()).add(value)) {
            throw new IllegalArgumentException(
                    "the value " + value + " of " + key + " was written before");
        }
        Attempt attempt = new Attempt(kind, value, Set.copyOf(seen), now++);
        ofKey.add(attempt);
        return attempt;
    }

    /**
     * Compares the history with the values that each key has in the end; empty when all is well.
     */
    public synchronized List<Violation> check(Function<Key, Set<Bytes>> found) {
        List<Violation> violations = new ArrayList<>();
        attempts.forEach((key, ofKey) -> checkKey(key, ofKey, found.apply(key), violations));
        return violations;
    }

    private static void checkKey(
            Key key, List<Attempt> ofKey, Set<Bytes> found, List<Violation> violations) {
        Set<Attempt> accounted = accountedFor(ofKey, found);
        Set<Bytes> known = new HashSet<>();
        for (Attempt attempt : ofKey) {
            if (attempt.kind == Kind.DELETE) {
                continue;
            }
            boolean there = found.contains(attempt.value);
            if (attempt.outcome == Outcome.ACKNOWLEDGED && !accounted.contains(attempt)) {
                violations.add(new Lost(key, attempt.value));
            }
            if (there && ofKey.stream().anyMatch(later -> later.mustHaveReplaced(attempt))) {
                violations.add(new CameBack(key, attempt.value));
            }
            if (attempt.outcome != Outcome.FAILED) {
                known.add(attempt.value);
            }
        }
        for (Bytes value : found) {
            if (!known.contains(value)) {
                violations.add(new FromNowhere(key, value));
            }
        }
    }

    /** What is found, what was deleted, and all that something accounted for may have replaced. */
    private static Set<Attempt> accountedFor(List<Attempt> ofKey, Set<Bytes> found) {
        Set<Attempt> accounted = new HashSet<>();
        Deque<Attempt> fresh = new ArrayDeque<>();
        for (Attempt attempt : ofKey) {
            boolean deleted = attempt.kind == Kind.DELETE && attempt.outcome != Outcome.FAILED;
            if (deleted || attempt.kind != Kind.DELETE && found.contains(attempt.value)) {
                accounted.add(attempt);
                fresh.add(attempt);
            }
        }
        while (!fresh.isEmpty()) {
            Attempt later = fresh.remove();
            for (Attempt earlier : ofKey) {
                if (later.mayHaveReplaced(earlier) && accounted.add(earlier)) {
                    fresh.add(earlier);
                }
            }
        }
        return accounted;
    }
}
