package dev.cairn.replication.register;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.PaxosMessageCodec;
import dev.cairn.replication.register.RegisterMessage.Answered;
import dev.cairn.replication.register.RegisterMessage.Asked;
import dev.cairn.replication.register.RegisterMessage.Copied;
import dev.cairn.replication.register.RegisterMessage.Look;
import dev.cairn.replication.register.RegisterMessage.Seen;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;
import java.lang.foreign.MemorySegment;

/** The bytes of {@link RegisterMessage}s, drawn in docs/formats/registers.md. */
public final class RegisterCodec {
    /** The version of the format, the payload's first byte. */
    public static final int FORMAT = 1;

    static final int ASKED = FrameKinds.REPLICATION_FIRST + 0x10;
    static final int ANSWERED = FrameKinds.REPLICATION_FIRST + 0x11;
    static final int COPIED = FrameKinds.REPLICATION_FIRST + 0x12;
    static final int LOOK = FrameKinds.REPLICATION_FIRST + 0x13;
    static final int SEEN = FrameKinds.REPLICATION_FIRST + 0x14;

    private RegisterCodec() {}

    /** Whether frames of this kind are register messages. */
    public static boolean isRegister(int kind) {
        return kind >= ASKED && kind <= SEEN;
    }

    /** Encodes a message. */
    public static Frame encode(RegisterMessage message) {
        WireWriter writer = new WireWriter(256).u8(FORMAT).varint(message.epoch());
        int kind =
                switch (message) {
                    case Asked asked -> {
                        writer.u8(asked.replicas()).bytes(asked.key().encoded());
                        writer.raw(PaxosMessageCodec.encode(asked.request()));
                        yield ASKED;
                    }
                    case Answered answered -> {
                        writer.varint(answered.slice());
                        writer.raw(PaxosMessageCodec.encode(answered.answer()));
                        yield ANSWERED;
                    }
                    case Copied copied -> {
                        writer.varint(copied.round()).bytes(copied.key().encoded());
                        writer.raw(copied.register().encode());
                        yield COPIED;
                    }
                    case Look look -> {
                        writer.i64(look.request()).bytes(look.key().encoded());
                        yield LOOK;
                    }
                    case Seen seen -> {
                        writer.varint(seen.slice()).i64(seen.request()).i64(seen.storage());
                        writer.u8(seen.votes() ? 1 : 0).raw(seen.register().encode());
                        yield SEEN;
                    }
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    /**
     * Decodes a frame; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static RegisterMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected message format " + FORMAT + ", read " + format);
        }
        long epoch = reader.varint();
        try {
            return switch (kind) {
                case ASKED -> {
                    int replicas = reader.varint(BucketProperties.MAX_REPLICAS);
                    StorageKey key = StorageKey.decode(reader.slice());
                    if (!(rest(reader) instanceof PaxosMessage.Request request)) {
                        throw new MalformedException("an answer is no question");
                    }
                    yield new Asked(epoch, replicas, key, request);
                }
                case ANSWERED -> {
                    int slice = reader.varint(Integer.MAX_VALUE);
                    if (!(rest(reader) instanceof PaxosMessage.Answer answer)) {
                        throw new MalformedException("a question is no answer");
                    }
                    yield new Answered(epoch, slice, answer);
                }
                case COPIED -> {
                    long round = reader.varint();
                    StorageKey key = StorageKey.decode(reader.slice());
                    yield new Copied(
                            epoch,
                            round,
                            key,
                            StoredRegister.decode(reader.raw(reader.remaining())));
                }
                case LOOK -> {
                    long request = reader.i64();
                    StorageKey key = StorageKey.decode(reader.slice());
                    reader.end();
                    yield new Look(epoch, request, key);
                }
                case SEEN -> {
                    int slice = reader.varint(Integer.MAX_VALUE);
                    long request = reader.i64();
                    long storage = reader.i64();
                    boolean votes = reader.varint(1) == 1;
                    yield new Seen(
                            epoch,
                            slice,
                            request,
                            storage,
                            votes,
                            StoredRegister.decode(reader.raw(reader.remaining())));
                }
                default -> throw new MalformedException("no message has the kind " + kind);
            };
        } catch (IllegalArgumentException invalid) {
            throw new MalformedException("a field has no valid value: " + invalid.getMessage());
        }
    }

    private static PaxosMessage rest(WireReader reader) {
        return PaxosMessageCodec.decode(reader.raw(reader.remaining()));
    }
}
