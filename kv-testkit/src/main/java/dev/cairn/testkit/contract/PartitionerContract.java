package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.TokenSeed;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.testkit.check.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Partitioner}, rule by rule.
 *
 * <pre>{@code
 * final class MyPartitionerTest extends PartitionerContract {
 *     @Override
 *     protected Partitioner open() {
 *         return new MyPartitionerProvider().open(MyConfig.DEFAULT);
 *     }
 *
 *     @Override
 *     protected Map<Key, Long> tokensForGood() {
 *         return Map.of(new Key("default", Bytes.utf8("a")), 0x8c57…L);
 *     }
 * }
 * }</pre>
 */
public abstract class PartitionerContract {
    private static final int KEYS = 100_000;
    private static final int CELLS = 256;

    /** Chi-square with 255 degrees of freedom is above this once in a million uniform samples. */
    private static final double CHI_SQUARE_LIMIT = 377;

    /** For subclasses. */
    protected PartitionerContract() {}

    /** The partitioner under test. */
    protected abstract Partitioner open();

    /**
     * Some keys and the tokens they have for ever, as written down once: data on disk lies where
     * these say.
     */
    protected abstract Map<Key, Long> tokensForGood();

    /** How far a member's share may lie from its weight's, relative to it. */
    protected double shareTolerance() {
        return 0.25;
    }

    /** The weights this partitioner follows; one that only knows equal members answers 1 alone. */
    protected List<Integer> weights() {
        return List.of(1, 2, 4);
    }

    @Test
    void rule1_tokensNeverChange() {
        assertThat(tokensForGood()).as("tokens written down").isNotEmpty();
        tokensForGood()
                .forEach((key, token) ->
                        assertThat(Long.toHexString(open().token(key)))
                                .as("token of %s", key)
                                .isEqualTo(Long.toHexString(token)));
    }

    @Test
    void rule1_tokensAreUniformForKeysOfManyShapes() {
        assertUniform("dense numbers", i -> key("default", Bytes.utf8(Integer.toString(i))));
        assertUniform(
                "binary numbers",
                i ->
                        key(
                                "default",
                                Bytes.copyOf(
                                        new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)})));
        assertUniform(
                "long shared prefixes",
                i -> key("default", Bytes.utf8("https://example.org/user/profile/" + i)));
        assertUniform("many buckets", i -> key("bucket" + i, Bytes.utf8("the same key")));
    }

    private void assertUniform(String shape, IntFunction<Key> keys) {
        Partitioner partitioner = open();
        int[] high = new int[CELLS];
        int[] low = new int[CELLS];
        for (int i = 0; i < KEYS; i++) {
            long token = partitioner.token(keys.apply(i));
            high[(int) (token >>> 56)]++;
            low[(int) (token & 0xff)]++;
        }
        assertThat(chiSquare(high))
                .as("chi-square of the tokens' first byte, %s", shape)
                .isLessThan(CHI_SQUARE_LIMIT);
        assertThat(chiSquare(low))
                .as("chi-square of the tokens' last byte, %s", shape)
                .isLessThan(CHI_SQUARE_LIMIT);
    }

    private static double chiSquare(int[] counts) {
        double expected = (double) KEYS / CELLS;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    @Test
    void rule1_aKeyAmongOtherBytesHasItsToken() {
        Partitioner partitioner = open();
        tokensForGood()
                .forEach((key, token) -> {
                    byte[] bucket = key.bucket().getBytes(StandardCharsets.US_ASCII);
                    byte[] source = new byte[4 + bucket.length + key.bytes().size()];
                    source[2] = (byte) bucket.length;
                    System.arraycopy(bucket, 0, source, 3, bucket.length);
                    key.bytes().copyTo(source, 3 + bucket.length);
                    assertThat(partitioner.token(source, 2, source.length - 3))
                            .as("the token of %s", key)
                            .isEqualTo(token);
                });
    }

    @Test
    void rule1_bucketAndKeyAreToldApart() {
        Partitioner partitioner = open();
        Set<Long> tokens = new HashSet<>();
        tokens.add(partitioner.token(key("a", Bytes.utf8("bc"))));
        tokens.add(partitioner.token(key("ab", Bytes.utf8("c"))));
        tokens.add(partitioner.token(key("abc", Bytes.utf8("c"))));
        tokens.add(partitioner.token(key("a", Bytes.utf8("c"))));
        tokens.add(partitioner.token(key("a", Bytes.copyOf(new byte[] {'c', 0}))));
        assertThat(tokens).hasSize(5);
    }

    @Seeded(cases = 10)
    void rule2_theRingFollowsFromTheTopologyAlone(RandomGenerator random) {
        Topology topology = randomTopology(random);
        TokenRing ring = open().ring(topology);
        List<Member> shuffled = new ArrayList<>(topology.members());
        shuffled.sort((left, right) -> right.id().compareTo(left.id()));
        TokenRing again = open().ring(new Topology(topology.cluster(), topology.epoch(), shuffled));
        assertThat(ownersOf(again)).isEqualTo(ownersOf(ring));
        assertThat(ring.epoch()).isEqualTo(topology.epoch());
    }

    @Seeded(cases = 20)
    void rule3_everyOwningMemberHasAPositionAndNobodyElse(RandomGenerator random) {
        Topology topology = randomTopology(random);
        Set<NodeId> expected = new HashSet<>();
        topology.owners().forEach(member -> expected.add(member.id()));
        assertThat(new HashSet<>(ownersOf(open().ring(topology)))).isEqualTo(expected);
    }

    @Test
    void rule3_aTopologyWithoutOwnersHasNoRing() {
        Topology joining =
                topology(
                        List.of(member(1, 1, MemberState.JOINING), member(2, 1, MemberState.LEFT)));
        assertThatIllegalArgumentException().isThrownBy(() -> open().ring(joining));
    }

    @Test
    void rule3_oneMemberOwnsEverything() {
        TokenRing ring = open().ring(topology(List.of(member(1, 1, MemberState.ACTIVE))));
        assertThat(shares(ring)).containsExactly(Map.entry(id(1), Slices.COUNT));
    }

    @Test
    void rule4_aMembersShareFollowsItsWeight() {
        for (int nodes : new int[] {2, 3, 5, 9, 20}) {
            List<Member> members = new ArrayList<>();
            int total = 0;
            for (int i = 1; i <= nodes; i++) {
                int weight = weights().get(i % weights().size());
                members.add(member(i, weight, MemberState.ACTIVE));
                total += weight;
            }
            Map<NodeId, Integer> shares = shares(open().ring(topology(members)));
            for (Member member : members) {
                double fair = (double) Slices.COUNT * member.weight() / total;
                assertThat((double) shares.getOrDefault(member.id(), 0))
                        .as(
                                "slices of %s, weight %d of %d, %d nodes",
                                member.id(), member.weight(), total, nodes)
                        .isCloseTo(fair, within(fair * shareTolerance()));
            }
        }
    }

    @Test
    void rule5_aMemberThatComesTakesItsShareAndNothingElseMoves() {
        for (int nodes : new int[] {1, 2, 3, 8, 15}) {
            List<Member> members = new ArrayList<>();
            for (int i = 1; i <= nodes; i++) {
                members.add(member(i, 1, MemberState.ACTIVE));
            }
            List<NodeId> before = ownersOf(open().ring(topology(members)));
            NodeId newcomer = id(nodes + 1);
            members.add(member(nodes + 1, 1, MemberState.ACTIVE));
            List<NodeId> after = ownersOf(open().ring(topology(members)));
            int moved = 0;
            int movedBetweenOthers = 0;
            for (int slice = 0; slice < Slices.COUNT; slice++) {
                if (!before.get(slice).equals(after.get(slice))) {
                    moved++;
                    movedBetweenOthers += after.get(slice).equals(newcomer) ? 0 : 1;
                }
            }
            double share = (double) Slices.COUNT / (nodes + 1);
            assertThat((double) moved)
                    .as("slices moved when one joins %d", nodes)
                    .isLessThan(share * (1 + shareTolerance()));
            assertThat((double) movedBetweenOthers)
                    .as("slices moved between the %d old members", nodes)
                    .isLessThan(share * shareTolerance());
        }
    }

    @Test
    void rule6_manyThreadsGetTheSameAnswers() throws InterruptedException {
        Partitioner partitioner = open();
        Topology topology =
                topology(
                        List.of(
                                member(1, 1, MemberState.ACTIVE),
                                member(2, 1, MemberState.ACTIVE)));
        List<NodeId> expectedOwners = ownersOf(partitioner.ring(topology));
        long[] expected = new long[1_000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = partitioner.token(key("default", Bytes.utf8("key" + i)));
        }
        Crew crew = new Crew();
        for (int thread = 0; thread < 4; thread++) {
            crew.start(() -> {
                for (int i = 0; i < expected.length; i++) {
                    assertThat(partitioner.token(key("default", Bytes.utf8("key" + i))))
                            .isEqualTo(expected[i]);
                }
                assertThat(ownersOf(partitioner.ring(topology))).isEqualTo(expectedOwners);
            });
        }
        crew.await();
    }

    @Seeded(cases = 10)
    void rule7_drawingTokensChangesNothingElseOfTheNewcomer(RandomGenerator random) {
        Topology topology = randomTopology(random);
        Member newcomer = member(100, 1, MemberState.JOINING);
        Member drawn = open().drawTokens(topology, newcomer);
        assertThat(drawn).isEqualTo(newcomer.with(drawn.tokens()));
    }

    @Seeded(cases = 10)
    void rule7_anyTokensMakeARing(RandomGenerator random) {
        List<Member> members = new ArrayList<>();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            TokenSeed tokens = new TokenSeed(random.nextInt(3), random.nextLong());
            members.add(member(i, 1, MemberState.ACTIVE).with(tokens));
        }
        assertThat(shares(open().ring(topology(members)))).hasSize(members.size());
    }

    @Seeded(cases = 10)
    void rule8_anHeirOwnsWhatTheGoneOneOwned(RandomGenerator random) {
        Topology topology = randomTopology(random);
        List<Member> members = new ArrayList<>(topology.owners());
        Member gone = members.remove(random.nextInt(members.size()));
        if (random.nextBoolean()) {
            gone = gone.with(new TokenSeed(1 + random.nextInt(9), random.nextLong()));
        }
        List<Member> before = new ArrayList<>(members);
        before.add(gone);
        List<Member> after = new ArrayList<>(members);
        Member heir = member(100, 1, MemberState.ACTIVE).weighing(gone.weight());
        after.add(open().inherit(heir, gone));
        Map<NodeId, Integer> expected = new HashMap<>(shares(open().ring(topology(before))));
        expected.put(heir.id(), expected.remove(gone.id()));
        assertThat(shares(open().ring(topology(after)))).isEqualTo(expected);
    }

    private static Key key(String bucket, Bytes bytes) {
        return new Key(bucket, bytes);
    }

    private Topology randomTopology(RandomGenerator random) {
        List<Member> members = new ArrayList<>();
        members.add(member(1, 1, MemberState.ACTIVE));
        MemberState[] states = MemberState.values();
        for (int i = 2 + random.nextInt(12); i > 1; i--) {
            members.add(
                    member(
                            i,
                            weights().get(random.nextInt(weights().size())),
                            states[random.nextInt(states.length)]));
        }
        return topology(members);
    }

    private static Topology topology(List<Member> members) {
        return new Topology(new ClusterId(1), 7, members);
    }

    private static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    private static Member member(int number, int weight, MemberState state) {
        return new Member(
                id(number),
                number,
                new Address("host" + number, 4700),
                Zone.DEFAULT,
                weight,
                state);
    }

    private static List<NodeId> ownersOf(TokenRing ring) {
        List<NodeId> owners = new ArrayList<>(Slices.COUNT);
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            owners.add(ring.owner(ring.positionOf(slice)));
        }
        return owners;
    }

    private static Map<NodeId, Integer> shares(TokenRing ring) {
        Map<NodeId, Integer> shares = new HashMap<>();
        for (int position = 0; position < ring.size(); position++) {
            shares.merge(ring.owner(position), ring.length(position), Integer::sum);
        }
        return shares;
    }
}
