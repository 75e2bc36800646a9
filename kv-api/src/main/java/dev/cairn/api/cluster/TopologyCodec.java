package dev.cairn.api.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a {@link Topology}, drawn in docs/formats/topology.md. One topology has one
 * encoding.
 */
public final class TopologyCodec {
    /** The version of the format, the first byte. */
    public static final int FORMAT = 1;

    private static final int NO_CHANGE = 0;

    private TopologyCodec() {}

    /** Encodes a topology. */
    public static Bytes encode(Topology topology) {
        WireWriter writer = new WireWriter(64 + 80 * topology.members().size());
        writer.u8(FORMAT).i64(topology.cluster().value());
        writer.varint(topology.incarnation()).varint(topology.epoch());
        writeMembers(topology.members(), writer);
        Voters voters = topology.voters();
        writer.varint(voters.since());
        writeVoters(voters.present(), writer);
        writeVoters(voters.former(), writer);
        Optional<Change> change = topology.change();
        writer.u8(change.map(running -> phaseCode(running.phase())).orElse(NO_CHANGE));
        change.ifPresent(running -> {
            writer.varint(running.since());
            writeMembers(running.targets(), writer);
        });
        return writer.toBytes();
    }

    /**
     * Decodes a topology; throws {@link MalformedException} for what {@link #encode} did not write.
     */
    public static Topology decode(Bytes encoded) {
        WireReader reader = new WireReader(encoded);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected topology format " + FORMAT + ", read " + format);
        }
        try {
            Topology topology =
                    new Topology(
                            new ClusterId(reader.i64()),
                            reader.varint(),
                            reader.varint(),
                            readMembers(reader),
                            new Voters(reader.varint(), readVoters(reader), readVoters(reader)),
                            readChange(reader));
            reader.end();
            return topology;
        } catch (KvException | IllegalArgumentException invalid) {
            throw new MalformedException("no topology: " + invalid.getMessage());
        }
    }

    /** Writes one member, as announcements carry it. */
    public static void writeMember(Member member, WireWriter writer) {
        writer.text(member.id().name()).i64(member.storage());
        writer.text(member.address().host()).varint(member.address().port());
        writer.text(member.zone().datacentre()).text(member.zone().rack());
        writer.varint(member.weight()).u8(stateCode(member.state()));
        writer.i64(member.tokens().origin()).i64(member.tokens().choices());
    }

    /**
     * Reads one member; throws {@link MalformedException}, {@link KvException} or {@link
     * IllegalArgumentException} when there is none.
     */
    public static Member readMember(WireReader reader) {
        return new Member(
                new NodeId(reader.text()),
                reader.i64(),
                new Address(reader.text(), reader.varint(65_535)),
                new Zone(reader.text(), reader.text()),
                reader.varint(Member.MAX_WEIGHT),
                state(reader.u8()),
                new TokenSeed(reader.i64(), reader.i64()));
    }

    private static void writeMembers(List<Member> members, WireWriter writer) {
        writer.varint(members.size());
        members.forEach(member -> writeMember(member, writer));
    }

    private static List<Member> readMembers(WireReader reader) {
        int count = reader.varint(Topology.MAX_MEMBERS);
        List<Member> members = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            Member member = readMember(reader);
            if (i > 0 && members.get(i - 1).id().compareTo(member.id()) >= 0) {
                throw new MalformedException("members out of order at " + member.id());
            }
            members.add(member);
        }
        return members;
    }

    private static void writeVoters(List<Voter> voters, WireWriter writer) {
        writer.varint(voters.size());
        voters.forEach(voter -> writer.text(voter.node().name()).i64(voter.storage()));
    }

    private static List<Voter> readVoters(WireReader reader) {
        int count = reader.varint(Voters.MAX);
        List<Voter> voters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            voters.add(new Voter(new NodeId(reader.text()), reader.i64()));
        }
        return voters;
    }

    private static Optional<Change> readChange(WireReader reader) {
        int phase = reader.u8();
        return phase == NO_CHANGE
                ? Optional.empty()
                : Optional.of(new Change(phase(phase), reader.varint(), readMembers(reader)));
    }

    private static int phaseCode(Change.Phase phase) {
        return switch (phase) {
            case WRITE_BOTH_READ_OLD -> 1;
            case WRITE_BOTH_READ_NEW -> 2;
        };
    }

    private static Change.Phase phase(int code) {
        return switch (code) {
            case 1 -> Change.Phase.WRITE_BOTH_READ_OLD;
            case 2 -> Change.Phase.WRITE_BOTH_READ_NEW;
            default -> throw new MalformedException("no phase has the code " + code);
        };
    }

    private static int stateCode(MemberState state) {
        return switch (state) {
            case JOINING -> 1;
            case ACTIVE -> 2;
            case LEAVING -> 3;
            case LEFT -> 4;
            case EVICTED -> 5;
        };
    }

    private static MemberState state(int code) {
        return switch (code) {
            case 1 -> MemberState.JOINING;
            case 2 -> MemberState.ACTIVE;
            case 3 -> MemberState.LEAVING;
            case 4 -> MemberState.LEFT;
            case 5 -> MemberState.EVICTED;
            default -> throw new MalformedException("no member state has the code " + code);
        };
    }
}
