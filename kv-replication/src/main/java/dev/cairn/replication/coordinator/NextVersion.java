package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a write makes of the item that its coordinator holds (CORRECTNESS rules 1, 2, 6).
 *
 * @param version the new sibling, or the one that this very operation has left before
 * @param seen what the writer has seen, its own write not included
 * @param item the item with it
 */
record NextVersion(Version version, CausalContext seen, StoredItem item) {
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
     */
    static NextVersion of(
            StorageKey key,
            long round,
            StoredItem held,
            ClientRequest.Write write,
            BucketProperties bucket,
            ConflictResolver resolver,
            DotMint mint,
            HybridClock stamps) {
        CausalContext seen = write.context().map(ItemCodec::seen).orElse(CausalContext.EMPTY);
        Item before = held.item();
        Optional<WriteId> id = write.operation().map(given -> WriteId.parse(given).at(key));
        if (id.isPresent()) {
            Optional<Version> earlier = EarlierWrite.of(id.get(), before, stamps.clock().millis());
            if (earlier.isPresent()) {
                return new NextVersion(earlier.get(), seen, held);
            }
        }
        CausalContext observed = write.context().isPresent() ? seen : blindPast(before, bucket);
        CausalContext replaced = id.map(given -> given.replaced(observed)).orElse(observed);
        Dot dot = mint.mint(key.slice(), before.seen(), replaced);
        ReplicatedDataType.Update update =
                resolver instanceof ReplicatedDataType type
                        ? operated(type, before, dot, observed, write, bucket)
                        : new ReplicatedDataType.Update(replaced, value(write));
        CausalContext past = update.past();
        HybridTimestamp stamp = stamps.stamp(latest(before, past), resolver.decidesByTime());
        OptionalLong expires =
                write.tombstone()
                        ? OptionalLong.empty()
                        : write.ttl()
                                .or(bucket::ttl)
                                .map(ttl ->
                                        OptionalLong.of(stamps.clock().millis() + ttl.toMillis()))
                                .orElse(OptionalLong.empty());
        Version version =
                new Version(
                        dot,
                        past,
                        stamp,
                        round,
                        update.value().orElse(Bytes.EMPTY),
                        update.value().isEmpty(),
                        expires,
                        write.operation());
        Item after = ItemMerge.collapsed(resolver, before.with(version));
        if (after.versions().size() > MAX_SIBLINGS || after.seen().size() > MAX_ACTORS) {
            throw tooLarge(after);
        }
        StoredItem item = StoredItem.of(after);
        if (item.encoded().size() > MAX_ITEM_BYTES) {
            throw tooLarge(after);
        }
        return new NextVersion(version, seen, item);
    }

    private static Optional<Bytes> value(ClientRequest.Write write) {
        return write.tombstone() ? Optional.empty() : Optional.of(write.value());
    }

    /** What an operation makes of a replicated data type; it may shrink what is too large. */
    private static ReplicatedDataType.Update operated(
            ReplicatedDataType type,
            Item before,
            Dot dot,
            CausalContext observed,
            ClientRequest.Write write,
            BucketProperties bucket) {
        if (!write.tombstone() && write.ttl().or(bucket::ttl).isPresent()) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "a ttl is not for buckets of resolver " + bucket.resolver());
        }
        ReplicatedDataType.Update update = type.apply(before, dot, observed, value(write));
        int bytes = update.value().orElse(Bytes.EMPTY).size();
        int most = bucket.maxPairBytes() - write.key().bytes().size();
        for (Version version : before.versions()) {
            most = Math.max(most, version.value().size());
        }
        if (bytes > most) {
            throw new KvException(
                    ErrorCode.TOO_LARGE,
                    "the value would have " + bytes + " bytes, the bucket allows " + most);
        }
        return update;
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
