package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationName;
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
 * <p>An operation with a name stays named in its actor's version, so that it counts once when it
 * was tried through several coordinators (docs/decisions/037).
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
    public Update apply(Item held, Attempt attempt) {
        return attempt.operation().isPresent()
                ? add(held, attempt, OperationText.amount(attempt.operation().get()))
                : delete(held, attempt);
    }

    private static Update add(Item held, Attempt attempt, long amount) {
        ActorId actor = attempt.dot().actor();
        CounterShares shares = CounterShares.of(held.versions());
        NextShare next = new NextShare(held, attempt, shares);
        CausalContext past = held.seen().only(actor);
        for (Version version : held.versions()) {
            if (version.dot().actor().equals(actor)) {
                next.carryOn(CounterShare.of(version).orElseThrow(Counter::noCounter));
            } else if (!version.live(attempt.nowMillis()) && shares.isSpent(version)) {
                past = past.with(version.dot(), version.timestamp().millis() / 1000);
            }
        }
        next.count(amount);
        next.forget();
        return update(past, next.share(), false);
    }

    private static KvException noCounter() {
        return new KvException(ErrorCode.BAD_REQUEST, "what the key holds is no counter");
    }

    /** What was counted is gone, the names of what was counted are not. */
    private static Update delete(Item held, Attempt attempt) {
        NextShare next = new NextShare(held, attempt, CounterShares.of(held.versions()));
        for (Version version : held.versions()) {
            if (attempt.observed().contains(version.dot())) {
                CounterShare.of(version).ifPresent(next::takeBack);
            }
        }
        next.delete();
        CounterShare left = next.share();
        return left.remembered().isNothing()
                ? new Update(attempt.observed(), Optional.empty())
                : update(attempt.observed(), left, true);
    }

    private static Update update(CausalContext past, CounterShare share, boolean deleted) {
        Bytes value = share.encode();
        Bytes plain = new CounterShare(share.total(), Remembered.NOTHING).encode();
        int names = share.remembered().tries().size();
        if (!deleted) {
            share.remembered().checkRoom();
        }
        return new Update(past, Optional.of(value), names, value.size() - plain.size(), deleted);
    }

    @Override
    public Memory memory(Item held, OperationName name) {
        return Remembered.memory(CounterShares.of(held.versions()).remembered(), name);
    }

    /** The total, as the latest version of it. What is no share counts nothing. */
    @Override
    public List<Version> resolve(List<Version> live) {
        return live.isEmpty() ? live : show(live, live, CausalContext.EMPTY, List.of());
    }

    /** What deletes left counts too: it tells of operations that count no more. */
    @Override
    public List<Version> read(Item item, long nowMillis) {
        List<Version> live = item.live(nowMillis);
        return live.stream().allMatch(version -> version.expiresMillis().isPresent())
                ? List.of()
                : show(live, item.versions(), item.seen(), item.marks());
    }

    private static List<Version> show(
            List<Version> live, List<Version> all, CausalContext seen, List<OperationMark> marks) {
        BigInteger total = CounterShares.of(all).total(seen, marks);
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
}
