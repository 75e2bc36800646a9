package dev.cairn.replication.message;

import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.message.PeerMessage.Bar;
import dev.cairn.replication.message.PeerMessage.Forward;
import dev.cairn.replication.message.PeerMessage.ForwardAnswer;
import dev.cairn.replication.message.PeerMessage.Hint;
import dev.cairn.replication.message.PeerMessage.HintRead;
import dev.cairn.replication.message.PeerMessage.NotOwner;
import dev.cairn.replication.message.PeerMessage.PartialAnswer;
import dev.cairn.replication.message.PeerMessage.ReadAnswer;
import dev.cairn.replication.message.PeerMessage.Refusal;
import dev.cairn.replication.message.PeerMessage.ReplicaRead;
import dev.cairn.replication.message.PeerMessage.ReplicaWrite;
import dev.cairn.replication.message.PeerMessage.WriteAck;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * The bytes of {@link PeerMessage}s, drawn in docs/formats/peer-messages.md. The frame's kind tells
 * the message, its payload begins with the format's version.
 */
public final class PeerMessageCodec {
    /** The version of the format, the payload's first byte. */
    public static final int FORMAT = 1;

    static final int REPLICA_WRITE = FrameKinds.REPLICATION_FIRST;
    static final int WRITE_ACK = FrameKinds.REPLICATION_FIRST + 1;
    static final int REPLICA_READ = FrameKinds.REPLICATION_FIRST + 2;
    static final int READ_ANSWER = FrameKinds.REPLICATION_FIRST + 3;
    static final int FORWARD = FrameKinds.REPLICATION_FIRST + 4;
    static final int FORWARD_ANSWER = FrameKinds.REPLICATION_FIRST + 5;
    static final int REFUSAL = FrameKinds.REPLICATION_FIRST + 6;
    static final int HINT = FrameKinds.REPLICATION_FIRST + 7;
    static final int HINT_READ = FrameKinds.REPLICATION_FIRST + 8;
    static final int NOT_OWNER = FrameKinds.REPLICATION_FIRST + 9;
    static final int BAR = FrameKinds.REPLICATION_FIRST + 10;
    static final int PARTIAL_ANSWER = FrameKinds.REPLICATION_FIRST + 11;

    private PeerMessageCodec() {}

    /** Encodes a message; the frame may be sent to any number of peers. */
    public static Frame encode(PeerMessage message) {
        WireWriter writer = new WireWriter(64 + payloadBytes(message));
        writer.u8(FORMAT).i64(message.request()).varint(message.epoch());
        int kind =
                switch (message) {
                    case ReplicaWrite write -> {
                        writer.varint(write.bucketVersion()).varint(write.round());
                        writer.bytes(write.key().encoded()).bytes(write.item().encoded());
                        yield REPLICA_WRITE;
                    }
                    case Hint hint -> {
                        writer.varint(hint.bucketVersion()).varint(hint.round());
                        writer.bytes(hint.key().encoded()).bytes(hint.item().encoded());
                        yield HINT;
                    }
                    case HintRead read -> {
                        writer.varint(read.bucketVersion()).varint(read.timeout().toNanos());
                        writer.bytes(read.key().encoded());
                        yield HINT_READ;
                    }
                    case Bar bar -> {
                        writer.varint(bar.bucketVersion()).bytes(bar.key().encoded());
                        writer.text(bar.operation().text());
                        yield BAR;
                    }
                    case WriteAck ack -> {
                        writer.u8(ack.durable() ? 1 : 0);
                        yield WRITE_ACK;
                    }
                    case ReplicaRead read -> {
                        writer.varint(read.bucketVersion()).varint(read.timeout().toNanos());
                        writer.bytes(read.key().encoded());
                        yield REPLICA_READ;
                    }
                    case ReadAnswer answer -> {
                        writer.bytes(answer.item().encoded());
                        yield READ_ANSWER;
                    }
                    case PartialAnswer answer -> {
                        writer.bytes(answer.item().encoded());
                        yield PARTIAL_ANSWER;
                    }
                    case Forward forward -> {
                        writer.bytes(forward.key().encoded());
                        ClientRequestCodec.write(forward.client(), writer);
                        yield FORWARD;
                    }
                    case ForwardAnswer answer -> {
                        OutcomeCodec.write(answer.outcome(), writer);
                        yield FORWARD_ANSWER;
                    }
                    case Refusal refusal -> {
                        OutcomeCodec.writeError(refusal.error(), writer);
                        yield REFUSAL;
                    }
                    case NotOwner _ -> NOT_OWNER;
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    /** Whether a frame of this kind is such a message. */
    public static boolean isPeerMessage(int kind) {
        return kind >= REPLICA_WRITE && kind <= PARTIAL_ANSWER;
    }

    /**
     * Decodes a frame; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static PeerMessage decode(int kind, MemorySegment payload) {
        try {
            WireReader reader = new WireReader(payload);
            int format = reader.u8();
            if (format != FORMAT) {
                throw new MalformedException(
                        "expected message format " + FORMAT + ", read " + format);
            }
            PeerMessage message = read(kind, reader.i64(), reader.varint(), reader);
            reader.end();
            return message;
        } catch (KvException | IllegalArgumentException invalid) {
            throw new MalformedException("a field has no valid value: " + invalid.getMessage());
        }
    }

    private static PeerMessage read(int kind, long request, long epoch, WireReader reader) {
        return switch (kind) {
            case REPLICA_WRITE -> {
                long bucketVersion = reader.varint();
                long round = reader.varint();
                StorageKey key = StorageKey.decode(reader.slice());
                yield new ReplicaWrite(
                        request, epoch, bucketVersion, round, key, present(item(reader)));
            }
            case HINT -> {
                long bucketVersion = reader.varint();
                long round = reader.varint();
                StorageKey key = StorageKey.decode(reader.slice());
                yield new Hint(request, epoch, bucketVersion, round, key, present(item(reader)));
            }
            case HINT_READ ->
                    new HintRead(
                            request,
                            epoch,
                            reader.varint(),
                            Duration.ofNanos(reader.varint()),
                            StorageKey.decode(reader.slice()));
            case BAR ->
                    new Bar(
                            request,
                            epoch,
                            reader.varint(),
                            StorageKey.decode(reader.slice()),
                            new OperationId(reader.text()));
            case WRITE_ACK -> new WriteAck(request, epoch, reader.varint(1) == 1);
            case REPLICA_READ ->
                    new ReplicaRead(
                            request,
                            epoch,
                            reader.varint(),
                            Duration.ofNanos(reader.varint()),
                            StorageKey.decode(reader.slice()));
            case READ_ANSWER -> new ReadAnswer(request, epoch, item(reader));
            case PARTIAL_ANSWER -> new PartialAnswer(request, epoch, item(reader));
            case FORWARD -> {
                StorageKey key = StorageKey.decode(reader.slice());
                yield new Forward(request, epoch, key, ClientRequestCodec.read(key.key(), reader));
            }
            case FORWARD_ANSWER -> new ForwardAnswer(request, epoch, OutcomeCodec.read(reader));
            case REFUSAL -> new Refusal(request, epoch, OutcomeCodec.readError(reader));
            case NOT_OWNER -> new NotOwner(request, epoch);
            default -> throw new MalformedException("no message has the kind " + kind);
        };
    }

    /** Reads an item and decodes it at once, so that bytes that are none go no further. */
    private static StoredItem item(WireReader reader) {
        StoredItem item = StoredItem.ofEncoded(reader.bytes());
        item.item();
        return item;
    }

    private static StoredItem present(StoredItem item) {
        if (item.isAbsent()) {
            throw new MalformedException("a write carries no item");
        }
        return item;
    }

    private static int payloadBytes(PeerMessage message) {
        return switch (message) {
            case ReplicaWrite write -> write.key().encoded().size() + write.item().encoded().size();
            case ReplicaRead read -> read.key().encoded().size();
            case Hint hint -> hint.key().encoded().size() + hint.item().encoded().size();
            case HintRead read -> read.key().encoded().size();
            case Bar bar -> bar.key().encoded().size() + OperationId.MAX_LENGTH;
            case ReadAnswer answer -> answer.item().encoded().size();
            case PartialAnswer answer -> answer.item().encoded().size();
            case Forward _, ForwardAnswer _ -> 512;
            case WriteAck _, Refusal _, NotOwner _ -> 0;
        };
    }
}
