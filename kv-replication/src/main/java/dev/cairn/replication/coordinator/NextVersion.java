package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.mint.DotMint;
import dev.cairn.replication.mint.HybridClock;
import dev.cairn.replication.replica.ItemMerge;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a write makes of the item that its coordinator holds (CORRECTNESS rules 1, 2, 6).
 *
 * @param version the new sibling, or the one that this very operation has left before
 * @param seen what the writer has seen, its own write not included
 * @param item the item with it
 * @param names how many operations the new sibling remembers by their names
 */
record NextVersion(Version version, CausalContext seen, StoredItem item, int names) {
    /** Room for the rest of a message around an item. */
    private static final int MAX_ITEM_BYTES = Transport.MAX_FRAME_BYTES - 16 * 1024;

    /**
     * Far below what an item can have, so that what several coordinators add at once still joins.
     */
    private static final int MAX_SIBLINGS = 256;

    private static final int MAX_ACTORS = 1024;

    /**
     * Throws {@link KvException} when the write cannot be done; then nothing of it exists.
     *
     * @param round the slice's round of deletes, under which {@code held} was read
     * @param knowledge what this node knows of what others hold
     */
    static NextVersion of(
            StorageKey key,
            long round,
            StoredItem held,
            ClientRequest.Write write,
            BucketProperties bucket,
            ConflictResolver resolver,
            Knowledge knowledge,
            DotMint mint,
            HybridClock stamps) {
        CausalContext seen = write.context().map(ItemCodec::seen).orElse(CausalContext.EMPTY);
        Item before = held.item();
        Optional<WriteId> id = write.operation().map(given -> WriteId.parse(given).at(key));
        long now = stamps.clock().millis();
        if (id.isPresent()) {
            Optional<Version> earlier = EarlierWrite.of(id.get(), before, resolver, knowledge, now);
            if (earlier.isPresent()) {
                return new NextVersion(earlier.get(), seen, held, 0);
            }
        }
        CausalContext observed = write.context().isPresent() ? seen : blindPast(before, bucket);
        CausalContext replaced = id.map(given -> given.replaced(observed)).orElse(observed);
        Dot dot = mint.mint(before.seen(), held.isForeign(), replaced);
        Made made =
                resolver instanceof ReplicatedDataType type
                        ? operated(
                                new NextOperation(type, write, id, knowledge, now),
                                before,
                                dot,
                                observed,
                                bucket)
                        : written(write, replaced, bucket, now);
        CausalContext past = made.update().past();
        Version version =
                new Version(
                        dot,
                        past,
                        stamps.stamp(latest(before, past), resolver.decidesByTime()),
                        round,
                        made.update().value().orElse(Bytes.EMPTY),
                        made.update().value().isEmpty(),
                        made.expires(),
                        made.operation());
        Item after = ItemMerge.collapsed(resolver, before.with(version));
        if (after.versions().size() > MAX_SIBLINGS || after.seen().size() > MAX_ACTORS) {
            throw tooLarge(after);
        }
        StoredItem item = StoredItem.of(after);
        if (item.encoded().size() > MAX_ITEM_BYTES) {
            throw tooLarge(after);
        }
        return new NextVersion(version, seen, item, made.update().names());
    }

    /**
     * What is made of the key.
     *
     * @param operation the id that the version itself carries
     */
    private record Made(
            ReplicatedDataType.Update update,
            OptionalLong expires,
            Optional<OperationId> operation) {}

    /** A value in the place of others, or a tombstone. */
    private static Made written(
            ClientRequest.Write write, CausalContext past, BucketProperties bucket, long now) {
        if (write.tombstone()) {
            return new Made(
                    new ReplicatedDataType.Update(past, Optional.empty()),
                    OptionalLong.empty(),
                    write.operation());
        }
        Optional<Duration> ttl = write.ttl().or(bucket::ttl);
        return new Made(
                new ReplicatedDataType.Update(past, Optional.of(write.value())),
                ttl.isPresent()
                        ? OptionalLong.of(now + ttl.get().toMillis())
                        : OptionalLong.empty(),
                write.operation());
    }

    /** An operation on a replicated data type, which remembers it by its name. */
    private static Made operated(
            NextOperation operation,
            Item before,
            Dot dot,
            CausalContext observed,
            BucketProperties bucket) {
        ReplicatedDataType.Update update = operation.of(before, dot, observed, bucket);
        return new Made(update, operation.expires(update), Optional.empty());
    }

    private static KvException tooLarge(Item item) {
        return new KvException(
                ErrorCode.TOO_LARGE,
                "the key would have "
                        + item.versions().size()
                        + " siblings and clocks of up to "
                        + item.seen().size()
                        + " entries; write with the context of a read to resolve them");
    }

    private static CausalContext blindPast(Item before, BucketProperties bucket) {
        return switch (bucket.blindWrites()) {
            case SUPERSEDE -> before.seen();
            case SIBLING -> CausalContext.EMPTY;
            case REFUSE ->
                    throw new KvException(
                            ErrorCode.BAD_REQUEST,
                            "the bucket refuses writes without the context of a read");
        };
    }

    /**
     * No version that is held or in the past was stamped later. What is not held is known to the
     * second.
     */
    private static HybridTimestamp latest(Item before, CausalContext past) {
        HybridTimestamp latest =
                before.seen().covers(past)
                        ? HybridTimestamp.ZERO
                        : HybridTimestamp.ofMillis((past.lastSeconds() + 1) * 1000);
        for (Version version : before.versions()) {
            if (version.timestamp().compareTo(latest) > 0) {
                latest = version.timestamp();
            }
        }
        return latest;
    }
}
