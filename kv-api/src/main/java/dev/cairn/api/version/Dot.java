package dev.cairn.api.version;

/**
 * One write event: the {@code counter}-th of its actor for a key.
 *
 * @param actor who minted it
 * @param counter 1 for the actor's first write of the key, at most {@link #MAX_COUNTER}
 */
public record Dot(ActorId actor, long counter) implements Comparable<Dot> {
    /** More writes than one key ever sees; a larger counter is damage or forgery. */
    public static final long MAX_COUNTER = 1L << 48;

    /** Checks the counter; throws {@link IllegalArgumentException}. */
    public Dot {
        if (counter < 1 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException("a dot counts from 1 to 2^48, not " + counter);
        }
    }

    /** By actor, then counter. */
    @Override
    public int compareTo(Dot other) {
        int byActor = actor.compareTo(other.actor);
        return byActor != 0 ? byActor : Long.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return actor + ":" + counter;
    }
}
