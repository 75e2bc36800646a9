package dev.cairn.gossip.dissemination;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.gossip.Cluster;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.VirtualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole clusters of disseminations with the shipping defaults, in virtual time. */
final class GossipDisseminationTest {
    private final VirtualTime time = new VirtualTime();

    private Cluster<Node> cluster(int size, long seed) {
        return new Cluster<>(size, seed, time, Node::new);
    }

    private static Bytes load(int of) {
        return Bytes.utf8("load of n" + of);
    }

    private static boolean allKnow(Cluster<Node> cluster, NodeId about, String name, Bytes fact) {
        return cluster.running().stream()
                .allMatch(node ->
                        cluster.part(node)
                                .dissemination
                                .fact(about, name)
                                .equals(Optional.of(fact)));
    }

    @Seeded(cases = 10)
    void everyMemberComesToHoldEveryMembersFacts(long seed) {
        Cluster<Node> cluster = cluster(10, seed);
        cluster.loss = 0.2;
        for (int node = 1; node <= 10; node++) {
            cluster.part(id(node)).dissemination.publish("load", load(node));
        }
        assertThat(
                        time.runUntil(
                                () ->
                                        cluster.members().stream()
                                                .allMatch(member ->
                                                        allKnow(
                                                                cluster,
                                                                member.id(),
                                                                "load",
                                                                load(
                                                                        Integer.parseInt(
                                                                                member.id()
                                                                                        .name()
                                                                                        .substring(
                                                                                                1))))),
                                Duration.ofSeconds(10)))
                .isTrue();
    }

    @Seeded(cases = 5)
    void aFactReachesAHundredNodesWithinThreeSeconds(long seed) {
        Cluster<Node> cluster = cluster(100, seed);
        time.advance(Duration.ofSeconds(1));
        cluster.part(id(7)).dissemination.publish("load", load(7));
        assertThat(
                        time.runUntil(
                                () -> allKnow(cluster, id(7), "load", load(7)),
                                Duration.ofSeconds(3)))
                .isTrue();
    }

    @Seeded(cases = 10)
    void theNewestWinsHoweverMessagesAreDelayed(long seed) {
        Cluster<Node> cluster = cluster(5, seed);
        cluster.longestDelay = Duration.ofSeconds(3);
        for (int version = 0; version < 20; version++) {
            cluster.part(id(1)).dissemination.publish("load", Bytes.utf8("load " + version));
            time.advance(Duration.ofMillis(300));
        }
        Bytes newest = Bytes.utf8("load 19");
        assertThat(
                        time.runUntil(
                                () -> allKnow(cluster, id(1), "load", newest),
                                Duration.ofSeconds(30)))
                .isTrue();
        time.advance(Duration.ofSeconds(10));
        assertThat(allKnow(cluster, id(1), "load", newest)).isTrue();
    }

    @Seeded(cases = 10)
    void aRestartedNodesFactsReplaceThoseOfItsFormerLife(long seed) {
        Cluster<Node> cluster = cluster(4, seed);
        cluster.part(id(2)).dissemination.publish("load", load(2));
        cluster.part(id(2)).dissemination.publish("note", Bytes.utf8("only then"));
        time.advance(Duration.ofSeconds(5));
        cluster.start(id(2));
        cluster.part(id(2)).dissemination.publish("load", Bytes.utf8("fresh"));
        assertThat(
                        time.runUntil(
                                () -> allKnow(cluster, id(2), "load", Bytes.utf8("fresh")),
                                Duration.ofSeconds(5)))
                .isTrue();
        assertThat(cluster.part(id(1)).dissemination.fact(id(2), "note")).isEmpty();
    }

    @Seeded(cases = 5)
    void aNodeThatStartsWithAnOldIncarnationIsHeardAllTheSame(long seed) {
        Cluster<Node> cluster = cluster(3, seed);
        cluster.start(id(2));
        cluster.part(id(2)).dissemination.publish("load", load(2));
        time.advance(Duration.ofSeconds(5));
        cluster.part(id(2)).beginAgain(1, cluster.members());
        cluster.part(id(2)).dissemination.publish("load", Bytes.utf8("from an old image"));
        assertThat(
                        time.runUntil(
                                () ->
                                        allKnow(
                                                cluster,
                                                id(2),
                                                "load",
                                                Bytes.utf8("from an old image")),
                                Duration.ofSeconds(10)))
                .isTrue();
    }

    @Seeded(cases = 3)
    void messagesStayBoundedAndFactsThatDoNotFitFollowLater(long seed) {
        Cluster<Node> cluster = cluster(6, seed);
        cluster.eavesdropper =
                message ->
                        assertThat(message.length)
                                .isLessThanOrEqualTo(Dissemination.MAX_MESSAGE_BYTES);
        byte[] large = new byte[Dissemination.MAX_FACT_BYTES];
        new Random(seed).nextBytes(large);
        for (int node = 1; node <= 6; node++) {
            for (int fact = 0; fact < 20; fact++) {
                cluster.part(id(node)).dissemination.publish("fact" + fact, Bytes.copyOf(large));
            }
        }
        assertThat(
                        time.runUntil(
                                () ->
                                        cluster.members().stream()
                                                .allMatch(member ->
                                                        allKnow(
                                                                cluster,
                                                                member.id(),
                                                                "fact19",
                                                                Bytes.copyOf(large))),
                                Duration.ofSeconds(60)))
                .isTrue();
        for (int fact = 0; fact < 20; fact++) {
            assertThat(allKnow(cluster, id(1), "fact" + fact, Bytes.copyOf(large))).isTrue();
        }
    }

    @Seeded(cases = 20)
    void mangledMessagesNeverThrow(long seed) {
        Cluster<Node> cluster = cluster(3, seed);
        Random random = new Random(seed);
        cluster.eavesdropper =
                message -> {
                    byte[] mangled = message.clone();
                    mangled[random.nextInt(mangled.length)] = (byte) random.nextInt();
                    cluster.part(id(1)).receive(id(2), mangled);
                    byte[] noise = new byte[random.nextInt(64)];
                    random.nextBytes(noise);
                    cluster.part(id(1)).receive(id(2), noise);
                };
        cluster.part(id(1)).dissemination.publish("load", load(1));
        cluster.part(id(3)).dissemination.publish("load", load(3));
        time.advance(Duration.ofSeconds(30));
        assertThat(cluster.part(id(2)).dissemination.fact(id(1), "load")).isPresent();
    }

    @Test
    void factsOfMembersThatLeftAreForgotten() {
        Cluster<Node> cluster = cluster(3, 1);
        cluster.part(id(3)).dissemination.publish("load", load(3));
        time.advance(Duration.ofSeconds(5));
        Dissemination first = cluster.part(id(1)).dissemination;
        assertThat(first.fact(id(3), "load")).isPresent();
        first.members(cluster.members().subList(0, 2));
        assertThat(first.fact(id(3), "load")).isEmpty();
    }

    @Test
    void aNodeKnowsItsOwnFactsAtOnceAndRefusesThoseThatAreTooLarge() {
        Dissemination only = cluster(1, 1).part(id(1)).dissemination;
        only.publish("load", load(1));
        assertThat(only.fact(id(1), "load")).contains(load(1));
        only.tick();
        Bytes tooLarge = Bytes.copyOf(new byte[Dissemination.MAX_FACT_BYTES + 1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only.publish("large", tooLarge))
                .withMessageContaining("1025");
        assertThatIllegalArgumentException().isThrownBy(() -> only.publish("", load(1)));
        for (int i = 1; i < NodeFacts.MAX_FACTS; i++) {
            only.publish("fact" + i, load(1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> only.publish("one more", load(1)));
    }
}
