package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A number that coordinators count up and down at once (a PN-counter; Shapiro et al. 2011, section
 * 3.1). Each actor has one version: the sum of all it has counted. Its next one replaces that and
 * nothing else, so the item's own join keeps the latest sum of every actor, and the counter is
 * their total.
 *
 * <p>A put is {@code {"add":5}}; a read shows the total in decimal. What is stored is drawn in
 * docs/formats/item.md under "counters".
 */
public record Counter() implements ReplicatedDataType {
    /** Siblings are shares here, so there is nothing to drop. */
    @Override
    public Item collapse(Item joined) {
        return joined;
    }

    @Override
    public Update apply(Item held, Dot dot, CausalContext observed, Optional<Bytes> operation) {
        if (operation.isEmpty()) {
            return new Update(observed, Optional.empty());
        }
        long amount = OperationText.amount(operation.get());
        CausalContext past = held.seen().only(dot.actor());
        long sum = 0;
        for (Version version : held.versions()) {
            if (version.tombstone()) {
                past = past.with(version.dot(), version.timestamp().millis() / 1000);
            } else if (version.dot().actor().equals(dot.actor())) {
                sum = share(version).orElseThrow(Counter::noCounter);
            }
        }
        try {
            Bytes share = Bytes.utf8(Long.toString(Math.addExact(sum, amount)));
            return new Update(past, Optional.of(share));
        } catch (ArithmeticException overflow) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "what one node counts of a key stays within 64 bits; " + sum + " is there");
        }
    }

    private static KvException noCounter() {
        return new KvException(ErrorCode.BAD_REQUEST, "what the key holds is no counter");
    }

    /** The total, as the latest version of it. What is no share counts nothing. */
    @Override
    public List<Version> resolve(List<Version> live) {
        if (live.isEmpty()) {
            return live;
        }
        BigInteger total = BigInteger.ZERO;
        for (Version version : live) {
            total = total.add(BigInteger.valueOf(share(version).orElse(0L)));
        }
        return List.of(latest(live, Bytes.utf8(total.toString())));
    }

    /** The version that was written last, with another value. */
    static Version latest(List<Version> versions, Bytes value) {
        Version last =
                versions.stream()
                        .max(Comparator.comparing(Version::timestamp).thenComparing(Version::dot))
                        .orElseThrow();
        return new Version(
                last.dot(),
                last.past(),
                last.timestamp(),
                last.round(),
                value,
                false,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static Optional<Long> share(Version version) {
        Bytes value = version.value();
        if (value.isEmpty() || value.size() > 20) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(value.utf8()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
