package dev.cairn.testkit.contract;

import static dev.cairn.testkit.contract.ContractRun.assertNoticed;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contracts themselves under test: the mistakes that are made first fail the tests of the rules
 * they break.
 */
final class BrokenPluginsTest {
    @Test
    void handingSlicesOutInTurnFailsTheRulesOfThePartitioner() {
        assertNoticed(
                Modulo.class,
                "rule1_tokensAreUniformForKeysOfManyShapes",
                "rule1_bucketAndKeyAreToldApart",
                "rule3_aTopologyWithoutOwnersHasNoRing",
                "rule3_everyOwningMemberHasAPositionAndNobodyElse",
                "rule4_aMembersShareFollowsItsWeight",
                "rule5_aMemberThatComesTakesItsShareAndNothingElseMoves");
    }

    @Test
    void takingNeighboursTwiceFailsTheRulesOfThePlacement() {
        assertNoticed(
                TakesNeighbours.class,
                "rule2_noNodeStandsTwiceAndOnlyOwningMembersStand",
                "rule3_asManyOwnersAsAskedForAndAllOthersAsFallbacks",
                "rule3_noReplicasAreRefused",
                "rule4_aRingWithANodeThatOwnsNothingIsRefused");
    }

    @Test
    void keepingTheFirstSiblingFailsTheLawsOfTheResolver() {
        assertNoticed(
                KeepsFirst.class,
                "rule2_mergingIsCommutativeAssociativeAndIdempotent",
                "rule2_replicasThatHaveExchangedEverythingHoldTheSame",
                "rule4_resolveDoesNotDependOnTheOrder");
    }

    @Test
    void forgettingWhatWasSeenFailsRule1OfTheResolver() {
        assertNoticed(ForgetsSeen.class, "rule1_collapseKeepsWhatWasSeen");
    }

    @Test
    void judgingAloneFailsTheRulesOfTheDetector() {
        assertNoticed(
                JudgesAlone.class,
                "rule1_aNodeThatWasPausedHasNoEvidenceAgainstAnybody",
                "rule2_aMalformedMessageIsDroppedWithoutEffect",
                "rule3_oneObserverAloneKillsNobody",
                "rule6_aMemberThatLeftTheListIsForgottenAndANewOneIsUnknown",
                "rule8_whoLeavesIsDeadAtOnceWithoutSuspicionUntilItsNextIncarnation",
                "rule9_messagesOfAnotherClusterHaveNoEffect",
                "rule9_whoUsesATakenNameIsRefusedOnBothSides");
    }

    static final class Modulo extends PartitionerContract {
        @Override
        protected Partitioner open() {
            return new Partitioner() {
                @Override
                public long token(Key key) {
                    return key.bytes().hashCode();
                }

                @Override
                public TokenRing ring(Topology topology) {
                    int[] starts = new int[Slices.COUNT];
                    List<NodeId> owners = new ArrayList<>();
                    for (int slice = 0; slice < starts.length; slice++) {
                        starts[slice] = slice;
                        owners.add(topology.members().get(slice % topology.members().size()).id());
                    }
                    return new TokenRing(topology.epoch(), starts, owners);
                }
            };
        }

        @Override
        protected Map<Key, Long> tokensForGood() {
            return Map.of(new Key("default", Bytes.utf8("a")), 128L);
        }
    }

    /** Takes the nodes of the next positions, whoever they are. */
    static final class TakesNeighbours extends ReplicaPlacementContract {
        @Override
        protected ReplicaPlacement open() {
            return (_, ring, replicas) ->
                    PreferenceTable.build(slice -> {
                        List<NodeId> nodes = new ArrayList<>();
                        int first = ring.positionOf(slice);
                        for (int i = 0; i < replicas; i++) {
                            nodes.add(ring.owner((first + i) % ring.size()));
                        }
                        return new PreferenceList(nodes, nodes.size());
                    });
        }
    }

    private static ConflictResolver resolver(boolean keepsSeen) {
        return new ConflictResolver() {
            @Override
            public Item collapse(Item joined) {
                List<Version> kept = resolve(joined.versions());
                return keepsSeen || kept.isEmpty()
                        ? joined.keeping(kept)
                        : new Item(kept.getFirst().context(), kept);
            }

            @Override
            public List<Version> resolve(List<Version> live) {
                return live.isEmpty() ? live : List.of(live.getFirst());
            }
        };
    }

    static final class KeepsFirst extends ConflictResolverContract {
        @Override
        protected ConflictResolver open() {
            return resolver(true);
        }
    }

    static final class ForgetsSeen extends ConflictResolverContract {
        @Override
        protected ConflictResolver open() {
            return resolver(false);
        }
    }

    static final class JudgesAlone extends FailureDetectorContract {
        @Override
        protected FailureDetector open(FailureDetector.Env env) {
            return new LonelyDetector(env);
        }
    }

    /** Tells everybody that it lives, and holds dead whom it has not heard of for three seconds. */
    private static final class LonelyDetector implements FailureDetector {
        private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

        private final Env env;
        private final Map<NodeId, Liveness> opinions = new HashMap<>();
        private final Map<NodeId, Long> heard = new HashMap<>();
        private List<Member> members = List.of();

        LonelyDetector(Env env) {
            this.env = env;
        }

        @Override
        public void members(List<Member> list) {
            members = list;
        }

        @Override
        public void tick() {
            for (Member member : members) {
                if (!member.id().equals(env.self())) {
                    env.send(member.id(), Bytes.utf8("alive").segment());
                    Long last = heard.get(member.id());
                    if (last != null && env.clock().nanos() - last > PATIENCE_NANOS) {
                        change(member.id(), Liveness.DEAD);
                    }
                }
            }
        }

        @Override
        public void receive(NodeId from, MemorySegment message) {
            if (message.byteSize() != 5) {
                throw new IllegalArgumentException("not a heartbeat");
            }
            heard.put(from, env.clock().nanos());
            change(from, Liveness.ALIVE);
        }

        @Override
        public void leave() {}

        private void change(NodeId node, Liveness to) {
            Liveness from = liveness(node);
            if (from != to) {
                opinions.put(node, to);
                env.changed(node, from, to);
            }
        }

        @Override
        public Liveness liveness(NodeId node) {
            return node.equals(env.self())
                    ? Liveness.ALIVE
                    : opinions.getOrDefault(node, Liveness.UNKNOWN);
        }

        @Override
        public Duration interval() {
            return Duration.ofSeconds(1);
        }
    }
}
