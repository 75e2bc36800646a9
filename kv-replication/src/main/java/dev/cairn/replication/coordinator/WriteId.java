package dev.cairn.replication.coordinator;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.SessionOperation;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Identity;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.replication.mint.IdWriter;
import dev.cairn.replication.replica.StorageKey;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the id of a write tells. One that the store gave a write whose caller brought none tells
 * token, time and dot, and where there is room the key and in clear the bucket; it is drawn in
 * docs/formats/peer-messages.md under "operation id". One that the caller made tells its time when
 * it is a UUID of version 7 (RFC 9562), else nothing.
 *
 * @param id the id
 * @param millis when it was made, since 1970
 * @param token where on the ring its key lies
 * @param minted the event that it names
 * @param key its key
 */
public record WriteId(
        OperationId id,
        OptionalLong millis,
        OptionalLong token,
        Optional<Minted> minted,
        Optional<Key> key) {
    private static final int LEAST_LENGTH = IdWriter.textLength(1 + Long.BYTES + 1 + Long.BYTES);
    private static final int UUID_LENGTH = 36;
    private static final int TIME_ORDERED = 7;

    /**
     * A write to an eventual bucket.
     *
     * @param dot its event
     * @param round the slice's round of deletes it was minted under
     */
    public record Minted(Dot dot, long round) {}

    /** The id of the write that made this version of the key. */
    static OperationId of(StorageKey key, Version version) {
        Dot dot = version.dot();
        ActorId actor = dot.actor();
        IdWriter writer = new IdWriter();
        writer.dot(
                key.token(),
                version.timestamp().millis(),
                version.round(),
                actor.node().name(),
                actor.storage(),
                actor.epoch(),
                dot.counter());
        return end(key, writer);
    }

    /** The id of a write to a register, told by a number that was drawn for it. */
    static OperationId of(StorageKey key, long millis, long drawn) {
        IdWriter writer = new IdWriter();
        writer.begin(IdWriter.OF_REGISTER, key.token(), Math.max(0, millis)).i64(drawn);
        return end(key, writer);
    }

    private static OperationId end(StorageKey key, IdWriter writer) {
        byte[] bytes = key.key().bytes().toByteArray();
        writer.end(key.key().bucket(), bytes, 0, bytes.length);
        return writer.id();
    }

    /** Reads an id; one that the store did not give out tells little. */
    public static WriteId parse(OperationId id) {
        String text = id.text();
        if (looksLikeOurs(text)) {
            int end = text.indexOf('.');
            String blob = end < 0 ? text : text.substring(0, end);
            try {
                Bytes bytes = Bytes.wrap(Base64.getUrlDecoder().decode(blob));
                return ours(id, end < 0 ? "" : text.substring(end + 1), new WireReader(bytes));
            } catch (IllegalArgumentException | MalformedException | KvException notOurs) {
                return theirs(id);
            }
        }
        return theirs(id);
    }

    /** The first byte of ours is 1, 2, 17 or 18; so most others are told apart at once. */
    private static boolean looksLikeOurs(String text) {
        return text.length() >= LEAST_LENGTH && (text.charAt(0) == 'A' || text.charAt(0) == 'E');
    }

    private static WriteId theirs(OperationId id) {
        return new WriteId(
                id,
                uuidMillis(id.text()),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static WriteId ours(OperationId id, String bucket, WireReader reader) {
        int first = reader.u8();
        int kind = first & ~IdWriter.WITH_KEY;
        long token = reader.i64();
        long millis = reader.varint();
        if (kind < IdWriter.OF_VERSION || kind > IdWriter.OF_REGISTER || millis < 0) {
            throw new MalformedException("no id of a write");
        }
        Optional<Minted> minted =
                kind == IdWriter.OF_VERSION ? Optional.of(minted(reader)) : drawn(reader);
        Optional<Key> key = Optional.empty();
        if (first != kind) {
            key = Optional.of(new Key(bucket, Bytes.copyOf(reader.raw(reader.remaining()))));
        }
        reader.end();
        return new WriteId(id, OptionalLong.of(millis), OptionalLong.of(token), minted, key);
    }

    private static Minted minted(WireReader reader) {
        long round = reader.varint();
        NodeId node = new NodeId(reader.text());
        ActorId actor = new ActorId(node, reader.i64(), reader.varint());
        return new Minted(new Dot(actor, reader.varint()), round);
    }

    private static Optional<Minted> drawn(WireReader reader) {
        reader.i64();
        return Optional.empty();
    }

    private static OptionalLong uuidMillis(String text) {
        if (text.length() != UUID_LENGTH) {
            return OptionalLong.empty();
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.version() == TIME_ORDERED
                    ? OptionalLong.of(uuid.getMostSignificantBits() >>> 16)
                    : OptionalLong.empty();
        } catch (IllegalArgumentException noUuid) {
            return OptionalLong.empty();
        }
    }

    /** Whether it may be the id of a write to a key that lies there. */
    public boolean isOf(long place) {
        return token.isEmpty() || token.getAsLong() == place;
    }

    /** The same id for a write of this key: where it tells of another key, it tells nothing. */
    WriteId at(StorageKey wanted) {
        return isOf(wanted.token())
                ? this
                : new WriteId(id, millis, OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether it is so old that writes with ids are not remembered any more. */
    boolean isTooOld(long nowMillis) {
        return millis.isPresent() && millis.getAsLong() < nowMillis - OperationMark.KEPT.toMillis();
    }

    /** What became of the write, as far as an item tells. */
    Optional<OperationMark> fateIn(Item item) {
        Optional<OperationMark> told = item.fate(id);
        boolean decided = told.isPresent() && told.get().state() != OperationMark.State.BARRED;
        return decided ? told : mintedIn(item).or(() -> told);
    }

    /** That it was applied, where the item has seen the write that the id names. */
    Optional<OperationMark> mintedIn(Item item) {
        return minted.map(Minted::dot)
                .filter(item.seen()::contains)
                .map(dot -> OperationMark.applied(id.tag(), dot, millis.orElse(0)));
    }

    /** What it tells of an operation on a replicated data type. */
    Identity identity(long nowMillis) {
        Optional<SessionOperation> session = SessionOperation.of(id);
        OptionalLong told = session.isPresent() ? OptionalLong.of(session.get().millis()) : millis;
        return new Identity(
                OperationName.of(id),
                told.orElse(Math.max(0, nowMillis)),
                told.isPresent(),
                minted.map(Minted::dot),
                session.map(SessionOperation::onceFrom).orElse(1L),
                session.map(SessionOperation::onceTo).orElse(1L));
    }

    /** Whether it tells a time so short ago that nobody can have forgotten the operation. */
    boolean isFresh(long nowMillis) {
        Identity identity = identity(nowMillis);
        return identity.timed()
                && identity.millis() >= nowMillis - ReplicatedDataType.FRESH.toMillis();
    }

    /**
     * What its write supersedes when it is made again by a coordinator that has not seen it: what
     * the writer had observed, and the first write itself, wherever that may still come from.
     */
    CausalContext replaced(CausalContext observed) {
        return minted.map(first -> observed.with(first.dot(), millis.orElse(0) / 1000))
                .orElse(observed);
    }
}
