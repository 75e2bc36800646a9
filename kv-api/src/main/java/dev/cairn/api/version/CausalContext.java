package dev.cairn.api.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A set of dots: what a state, a writer or a reader has seen of one key. A version vector, plus
 * single dots beyond it where somebody has seen a write but not all before it (dotted version
 * vectors, Preguiça et al. 2010; Almeida et al. 2014).
 *
 * <p>Immutable. The join is set union: commutative, associative, idempotent.
 */
public final class CausalContext {
    /** Nothing seen. */
    public static final CausalContext EMPTY = new CausalContext(List.of());

    private final List<CausalEntry> entries;

    private CausalContext(List<CausalEntry> entries) {
        this.entries = entries;
    }

    /** From entries in ascending order of their actors. */
    static CausalContext ofEntries(List<CausalEntry> ascending) {
        return ascending.isEmpty() ? EMPTY : new CausalContext(List.copyOf(ascending));
    }

    /** One dot alone; {@code seconds} is its wall time, seconds since 1970. */
    public static CausalContext of(Dot dot, long seconds) {
        return new CausalContext(List.of(CausalEntry.of(dot, (int) seconds)));
    }

    List<CausalEntry> entries() {
        return entries;
    }

    /** How many actors there are. */
    public int size() {
        return entries.size();
    }

    /** Whether nothing was seen. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether the dot was seen. */
    public boolean contains(Dot dot) {
        CausalEntry entry = entry(dot.actor());
        return entry.contains(dot.counter());
    }

    /** The largest counter seen of an actor; 0 for none. */
    public long max(ActorId actor) {
        return entry(actor).max();
    }

    /**
     * Wall time of the latest dot seen, seconds since 1970; 0 for none. No dot seen is more than a
     * second later.
     */
    public long lastSeconds() {
        long last = 0;
        for (CausalEntry entry : entries) {
            last = Math.max(last, Integer.toUnsignedLong(entry.lastSeconds()));
        }
        return last;
    }

    /**
     * The actor with the highest order among those that satisfy {@code wanted}, or {@code
     * otherwise}.
     */
    public ActorId lastActor(Predicate<ActorId> wanted, ActorId otherwise) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (wanted.test(entries.get(i).actor())) {
                return entries.get(i).actor();
            }
        }
        return otherwise;
    }

    /** The dots of one actor alone. */
    public CausalContext only(ActorId actor) {
        int index = indexOf(actor);
        return index < 0 ? EMPTY : new CausalContext(List.of(entries.get(index)));
    }

    /** This set and one more dot; {@code seconds} is its wall time, seconds since 1970. */
    public CausalContext with(Dot dot, long seconds) {
        return join(of(dot, seconds));
    }

    /** The union of both. */
    public CausalContext join(CausalContext other) {
        if (other.entries.isEmpty() || this == other) {
            return this;
        }
        if (entries.isEmpty()) {
            return other;
        }
        List<CausalEntry> joined = new ArrayList<>(entries.size() + other.entries.size());
        int left = 0;
        int right = 0;
        while (left < entries.size() && right < other.entries.size()) {
            CausalEntry mine = entries.get(left);
            CausalEntry theirs = other.entries.get(right);
            int order = mine.actor().compareTo(theirs.actor());
            joined.add(order == 0 ? mine.join(theirs) : order < 0 ? mine : theirs);
            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
        }
        joined.addAll(entries.subList(left, entries.size()));
        joined.addAll(other.entries.subList(right, other.entries.size()));
        return new CausalContext(List.copyOf(joined));
    }

    /** Whether every dot of {@code other} is in this set. */
    public boolean covers(CausalContext other) {
        for (CausalEntry theirs : other.entries) {
            if (!entry(theirs.actor()).covers(theirs)) {
                return false;
            }
        }
        return true;
    }

    /**
     * At most {@code limit} actors, the most recently active kept. For what is shown and given out
     * only: a state that forgets a dot would take it for news (riak_core#613).
     */
    public CausalContext cut(int limit) {
        if (entries.size() <= limit) {
            return this;
        }
        List<CausalEntry> kept = new ArrayList<>(entries);
        kept.sort(
                Comparator.comparing(CausalEntry::lastSeconds, Integer::compareUnsigned)
                        .reversed()
                        .thenComparing(CausalEntry::actor));
        kept.subList(limit, kept.size()).clear();
        kept.sort(Comparator.comparing(CausalEntry::actor));
        return new CausalContext(List.copyOf(kept));
    }

    /** The vector clock that people see: the largest counter of each actor. */
    public VectorClock clock() {
        return VectorClock.of(this);
    }

    private CausalEntry entry(ActorId actor) {
        int index = indexOf(actor);
        return index >= 0 ? entries.get(index) : new CausalEntry(actor, 0, CausalEntry.NONE, 0);
    }

    /** The position of an actor's entry; negative when there is none. */
    int indexOf(ActorId actor) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = entries.get(middle).actor().compareTo(actor);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalContext that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
