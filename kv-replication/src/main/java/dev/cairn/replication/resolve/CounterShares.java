package dev.cairn.replication.resolve;

import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationMark.State;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The shares of all versions of a counter. An operation that is named in several of them counts
 * once: where a delete has covered it not at all, else as its first try in the order of dots says.
 * Versions that are no shares say nothing.
 *
 * @param parts each share with its actor
 */
record CounterShares(List<Part> parts) {
    /** What an actor has counted. */
    record Part(ActorId actor, CounterShare share) {}

    static CounterShares of(List<Version> versions) {
        List<Part> parts = new ArrayList<>(versions.size());
        for (Version version : versions) {
            CounterShare.of(version)
                    .ifPresent(share -> parts.add(new Part(version.dot().actor(), share)));
        }
        return new CounterShares(parts);
    }

    /** What they count together; {@code seen} and {@code marks} are those of their item. */
    BigInteger total(CausalContext seen, List<OperationMark> marks) {
        BigInteger total = BigInteger.ZERO;
        Map<OperationName, Try> counting = new HashMap<>();
        for (Part part : parts) {
            total = total.add(BigInteger.valueOf(part.share().total()));
            for (Try noted : part.share().remembered().tries()) {
                counting.merge(
                        noted.name(), noted, (one, other) -> one.precedes(other) ? one : other);
            }
        }
        for (Try noted : counting.values()) {
            if (!isVoid(noted, seen, marks)) {
                total = total.add(BigInteger.valueOf(noted.amount()));
            }
        }
        return total;
    }

    /**
     * Whether a try counts nothing: its operation was cancelled, or is a write that was seen, which
     * counts it.
     */
    static boolean isVoid(Try noted, CausalContext seen, List<OperationMark> marks) {
        return noted.first().map(seen::contains).orElse(false) || isCancelled(noted, marks);
    }

    static boolean isCancelled(Try noted, List<OperationMark> marks) {
        return marks.stream()
                .anyMatch(mark ->
                        mark.state() == State.CANCELLED && mark.tag() == noted.name().tag());
    }

    /** What the shares of other actors remember of the operation. */
    Stream<Try> elsewhere(OperationName name, ActorId actor) {
        return parts.stream()
                .filter(part -> !part.actor().equals(actor))
                .flatMap(part -> part.share().remembered().tries().stream())
                .filter(noted -> noted.name().equals(name));
    }

    /** Whether nobody else names an operation that what a delete left names. */
    boolean isSpent(Version deleted) {
        ActorId actor = deleted.dot().actor();
        return CounterShare.of(deleted).stream()
                .flatMap(share -> share.remembered().tries().stream())
                .allMatch(noted -> elsewhere(noted.name(), actor).findAny().isEmpty());
    }

    Stream<Remembered> remembered() {
        return parts.stream().map(part -> part.share().remembered());
    }
}
