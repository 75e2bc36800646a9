package dev.cairn.server.wiring;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.server.config.ClusterSettings;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.config.NodeSettings;
import dev.cairn.server.wiring.StartException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a node begins with that knows no topology: a cluster of its own when told to bootstrap, the
 * fixed list of first members, or nothing but seeds to ask (CORRECTNESS rule 11). Anything else
 * could make a second cluster by accident and is refused.
 */
final class Founding {
    private final NodeConfig config;
    private final boolean bootstrap;
    private final Member self;
    private final Optional<ClusterId> certified;
    private final RandomGenerator random;

    /**
     * For the node {@code self}, as its configuration and its data directory describe it, with a
     * certificate for the cluster {@code certified}, or none.
     */
    Founding(
            NodeConfig config,
            boolean bootstrap,
            Member self,
            Optional<ClusterId> certified,
            RandomGenerator random) {
        this.config = config;
        this.bootstrap = bootstrap;
        this.self = self;
        this.certified = certified;
        this.random = random;
    }

    /** Epoch 1, or empty for a node that has to ask; throws {@link StartException}. */
    Optional<Topology> topology(DataDirectory directory) {
        ClusterSettings cluster = config.cluster();
        if (bootstrap && !cluster.initial().isEmpty()) {
            throw new StartException(
                    Code.CONFIG,
                    "--bootstrap makes a cluster of this node alone, but cluster.initial lists its members");
        }
        if (bootstrap && !directory.isInside()) {
            ClusterId id = configuredId().orElseGet(this::drawId);
            return Optional.of(Topology.founding(id, List.of(self)));
        }
        if (!cluster.initial().isEmpty()) {
            return Optional.of(fromList(cluster.initial()));
        }
        if (!cluster.seeds().isEmpty() || config.isWritten("seed-provider")) {
            return Optional.empty();
        }
        throw new StartException(
                Code.CONFIG,
                "the data directory "
                        + config.node().data()
                        + (directory.isInside()
                                ? " has lost the topology of its cluster"
                                : " belongs to no cluster yet")
                        + ": start a new cluster with --bootstrap, join one with --seed, or list"
                        + " the first members in cluster.initial");
    }

    private Topology fromList(List<String> entries) {
        ClusterId id =
                configuredId()
                        .orElseThrow(() ->
                                new StartException(
                                        Code.CONFIG,
                                        "cluster.initial needs cluster.id, the same on every node; for example "
                                                + drawId()));
        List<Member> members = new ArrayList<>();
        for (String entry : entries) {
            members.add(member(entry));
        }
        Topology topology;
        try {
            topology = Topology.founding(id, members);
        } catch (IllegalArgumentException twice) {
            throw new StartException(Code.CONFIG, "cluster.initial: " + twice.getMessage(), twice);
        }
        NodeId self = config.node().nodeId();
        Member listed =
                topology.member(self)
                        .orElseThrow(() ->
                                new StartException(
                                        Code.CONFIG,
                                        "node.id is "
                                                + self
                                                + ", which cluster.initial does not list: "
                                                + entries));
        checkAgrees(listed);
        return topology;
    }

    private void checkAgrees(Member listed) {
        NodeSettings node = config.node();
        boolean told =
                config.isWritten("node.dc")
                        || config.isWritten("node.rack")
                        || config.isWritten("node.weight");
        if (told && !(listed.zone().equals(self.zone()) && listed.weight() == self.weight())) {
            throw new StartException(
                    Code.CONFIG,
                    "cluster.initial puts "
                            + node.id()
                            + " in "
                            + listed.zone()
                            + " with weight "
                            + listed.weight()
                            + ", node.dc, node.rack and node.weight in "
                            + self.zone()
                            + " with weight "
                            + self.weight()
                            + "; write it in cluster.initial, alike on every node");
        }
    }

    private static Member member(String entry) {
        try {
            String[] words = entry.strip().split("\\s+");
            int equals = words[0].indexOf('=');
            if (equals > 0) {
                Member member =
                        new Member(
                                new NodeId(words[0].substring(0, equals)),
                                0,
                                Address.parse(words[0].substring(equals + 1)),
                                Zone.DEFAULT,
                                NodeSettings.DEFAULT.weight(),
                                MemberState.ACTIVE);
                for (int i = 1; i < words.length; i++) {
                    member = with(member, words[i]);
                }
                return member;
            }
        } catch (IllegalArgumentException | KvException wrong) {
            throw new StartException(
                    Code.CONFIG,
                    "cluster.initial: \"" + entry + "\": " + wrong.getMessage(),
                    wrong);
        }
        throw new StartException(
                Code.CONFIG,
                "cluster.initial: expected ID=HOST:PORT [dc=DC] [rack=RACK] [weight=W], read \""
                        + entry
                        + "\"");
    }

    private static Member with(Member member, String attribute) {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? attribute : attribute.substring(0, equals);
        String value = attribute.substring(equals + 1);
        Zone zone = member.zone();
        int weight = member.weight();
        switch (name) {
            case "dc" -> zone = new Zone(value, zone.rack());
            case "rack" -> zone = new Zone(zone.datacentre(), value);
            case "weight" -> weight = Integer.parseInt(value);
            default ->
                    throw new IllegalArgumentException(
                            "expected dc=, rack= or weight=, read \"" + attribute + "\"");
        }
        return new Member(
                member.id(), member.storage(), member.address(), zone, weight, member.state());
    }

    private Optional<ClusterId> configuredId() {
        String id = config.cluster().id();
        try {
            Optional<ClusterId> configured =
                    id.isEmpty() ? Optional.empty() : Optional.of(ClusterId.parse(id));
            if (configured.isPresent() && configured.get().equals(ClusterId.NONE)) {
                throw new IllegalArgumentException(id + " stands for no cluster");
            }
            return configured.or(() -> certified);
        } catch (IllegalArgumentException malformed) {
            throw new StartException(
                    Code.CONFIG, "cluster.id: " + malformed.getMessage(), malformed);
        }
    }

    private ClusterId drawId() {
        return new ClusterId(1 + random.nextLong(Long.MAX_VALUE - 1));
    }
}
