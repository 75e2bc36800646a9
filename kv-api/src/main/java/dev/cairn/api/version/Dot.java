package dev.cairn.api.version;

/**
 * One write event: the {@code counter}-th of its actor for a key.
 *
 * @param actor who minted it
 * @param counter 1 for the actor's first write of the key
 */
public record Dot(ActorId actor, long counter) implements Comparable<Dot> {
    /** Checks the counter; throws {@link IllegalArgumentException}. */
    public Dot {
        if (counter < 1) {
            throw new IllegalArgumentException("a dot counts from 1, not " + counter);
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
