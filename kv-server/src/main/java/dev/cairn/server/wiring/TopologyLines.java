package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.TokenSeed;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The topology as lines of a file: {@code member n1 ACTIVE 127.0.0.1:4700 dc1 r1 100
 * 0000000000000000 0000000000000000 0000000000000000}: after the weight the storage id and the
 * tokens' origin and choices.
 */
final class TopologyLines {
    private static final String CLUSTER = "cluster ";
    private static final String EPOCH = "epoch ";
    private static final String MEMBER = "member ";

    private TopologyLines() {}

    static List<String> of(Topology topology) {
        List<String> lines = new ArrayList<>();
        lines.add(CLUSTER + topology.cluster());
        lines.add(EPOCH + topology.epoch());
        for (Member member : topology.members()) {
            lines.add(
                    MEMBER
                            + String.join(
                                    " ",
                                    member.id().name(),
                                    member.state().name(),
                                    member.address().toString(),
                                    member.zone().datacentre(),
                                    member.zone().rack(),
                                    Integer.toString(member.weight()),
                                    HexFormat.of().toHexDigits(member.storage()),
                                    HexFormat.of().toHexDigits(member.tokens().origin()),
                                    HexFormat.of().toHexDigits(member.tokens().choices())));
        }
        return lines;
    }

    /** Reads {@link #of}; throws a {@link RuntimeException} for anything else. */
    static Topology parse(List<String> lines) {
        ClusterId cluster = ClusterId.parse(after(CLUSTER, lines.get(0)));
        long epoch = Long.parseLong(after(EPOCH, lines.get(1)));
        List<Member> members = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = after(MEMBER, line).split(" ");
            members.add(
                    new Member(
                            new NodeId(fields[0]),
                            HexFormat.fromHexDigitsToLong(fields[6]),
                            Address.parse(fields[2]),
                            new Zone(fields[3], fields[4]),
                            Integer.parseInt(fields[5]),
                            MemberState.valueOf(fields[1]),
                            new TokenSeed(
                                    HexFormat.fromHexDigitsToLong(fields[7]),
                                    HexFormat.fromHexDigitsToLong(fields[8]))));
        }
        return new Topology(cluster, epoch, members);
    }

    private static String after(String prefix, String line) {
        if (!line.startsWith(prefix)) {
            throw new IllegalArgumentException(
                    "expected \"" + prefix + "\", read \"" + line + "\"");
        }
        return line.substring(prefix.length());
    }
}
