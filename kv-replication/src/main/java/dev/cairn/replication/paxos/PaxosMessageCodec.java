package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.paxos.PaxosMessage.Accept;
import dev.cairn.replication.paxos.PaxosMessage.Accepted;
import dev.cairn.replication.paxos.PaxosMessage.Ask;
import dev.cairn.replication.paxos.PaxosMessage.Holds;
import dev.cairn.replication.paxos.PaxosMessage.ListRegisters;
import dev.cairn.replication.paxos.PaxosMessage.Passed;
import dev.cairn.replication.paxos.PaxosMessage.Preempted;
import dev.cairn.replication.paxos.PaxosMessage.Prepare;
import dev.cairn.replication.paxos.PaxosMessage.Registers;
import dev.cairn.replication.paxos.PaxosMessage.Sealed;
import dev.cairn.replication.paxos.PaxosMessage.Unable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link PaxosMessage}s, drawn in docs/formats/registers.md. */
public final class PaxosMessageCodec {
    /** The version of the format, the first byte. */
    public static final int FORMAT = 1;

    private static final int ASK = 1;
    private static final int PREPARE = 2;
    private static final int ACCEPT = 3;
    private static final int LIST_REGISTERS = 4;
    private static final int HOLDS = 5;
    private static final int ACCEPTED = 6;
    private static final int PREEMPTED = 7;
    private static final int PASSED = 8;
    private static final int SEALED = 9;
    private static final int UNABLE = 10;
    private static final int REGISTERS = 11;

    private PaxosMessageCodec() {}

    /** Encodes a message. */
    public static Bytes encode(PaxosMessage message) {
        WireWriter writer = new WireWriter(128);
        writer.u8(FORMAT).u8(type(message)).i64(message.request()).i64(message.storage());
        switch (message) {
            case Ask ask -> ProposedCodec.write(ask.scope(), writer);
            case Prepare prepare -> {
                ProposedCodec.write(prepare.scope(), writer);
                ProposedCodec.write(prepare.ballot(), writer);
            }
            case Accept accept -> {
                ProposedCodec.write(accept.scope(), writer);
                ProposedCodec.write(accept.proposed(), writer);
            }
            case ListRegisters list -> ProposedCodec.write(list.scope(), writer);
            case Holds holds -> ProposedCodec.write(holds.accepted(), writer);
            case Preempted preempted -> ProposedCodec.write(preempted.promised(), writer);
            case Passed passed -> writer.varint(passed.generation()).bytes(passed.base());
            case Sealed sealed -> writer.varint(sealed.configuration());
            case Registers registers -> {
                writer.varint(registers.names().size());
                registers.names().forEach(writer::text);
            }
            case Accepted _, Unable _ -> {}
        }
        return writer.toBytes();
    }

    private static int type(PaxosMessage message) {
        return switch (message) {
            case Ask _ -> ASK;
            case Prepare _ -> PREPARE;
            case Accept _ -> ACCEPT;
            case ListRegisters _ -> LIST_REGISTERS;
            case Holds _ -> HOLDS;
            case Accepted _ -> ACCEPTED;
            case Preempted _ -> PREEMPTED;
            case Passed _ -> PASSED;
            case Sealed _ -> SEALED;
            case Unable _ -> UNABLE;
            case Registers _ -> REGISTERS;
        };
    }

    /**
     * Decodes a message; throws {@link MalformedException} for what {@link #encode} did not write.
     */
    public static PaxosMessage decode(MemorySegment encoded) {
        try {
            WireReader reader = new WireReader(encoded);
            int format = reader.u8();
            if (format != FORMAT) {
                throw new MalformedException(
                        "expected register format " + FORMAT + ", read " + format);
            }
            PaxosMessage message = read(reader.u8(), reader.i64(), reader.i64(), reader);
            reader.end();
            return message;
        } catch (IllegalArgumentException invalid) {
            throw new MalformedException("a field has no valid value: " + invalid.getMessage());
        }
    }

    private static PaxosMessage read(int type, long request, long storage, WireReader reader) {
        return switch (type) {
            case ASK -> new Ask(request, storage, ProposedCodec.readScope(reader));
            case PREPARE -> {
                Scope scope = ProposedCodec.readScope(reader);
                yield new Prepare(request, storage, scope, ProposedCodec.readBallot(reader));
            }
            case ACCEPT -> {
                Scope scope = ProposedCodec.readScope(reader);
                yield new Accept(request, storage, scope, ProposedCodec.readProposed(reader));
            }
            case LIST_REGISTERS ->
                    new ListRegisters(request, storage, ProposedCodec.readScope(reader));
            case HOLDS -> new Holds(request, storage, ProposedCodec.readProposed(reader));
            case ACCEPTED -> new Accepted(request, storage);
            case PREEMPTED -> new Preempted(request, storage, ProposedCodec.readBallot(reader));
            case PASSED -> new Passed(request, storage, reader.varint(), reader.bytes());
            case SEALED -> new Sealed(request, storage, reader.varint());
            case UNABLE -> new Unable(request, storage);
            case REGISTERS -> new Registers(request, storage, readNames(reader));
            default -> throw new MalformedException("no register message has the type " + type);
        };
    }

    private static List<String> readNames(WireReader reader) {
        int count = reader.varint(CellStore.MAX_REGISTERS);
        List<String> names = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            names.add(reader.text());
        }
        return names;
    }
}
