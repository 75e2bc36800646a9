package dev.cairn.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The failure detector used alone, as README.md shows it. */
final class GossipAloneTest {
    // README
    record Node(
            NodeId self,
            long incarnation,
            Clock clock,
            RandomGenerator random,
            BiConsumer<NodeId, byte[]> mail)
            implements FailureDetector.Env {
        @Override
        public void send(NodeId to, MemorySegment message) {
            mail.accept(to, message.toArray(ValueLayout.JAVA_BYTE));
        }

        @Override
        public void changed(NodeId node, Liveness from, Liveness to) {
            System.out.println(self + ": " + node + " is " + to + ", was " + from);
        }
    }

    // README end

    @Test
    void aWatcherOnThreeNodesSeesOneGoAndComeBack() {
        VirtualTime time = new VirtualTime();
        Cluster<Watcher> cluster =
                new Cluster<>(
                        3,
                        1,
                        time,
                        (self, incarnation, random, mail) ->
                                new Watcher(
                                        Gossip.failureDetector(
                                                new Node(
                                                        self,
                                                        incarnation,
                                                        time.clock(),
                                                        random,
                                                        mail::send))));
        time.advance(Duration.ofSeconds(10));
        cluster.kill(Cluster.id(3));
        time.advance(Duration.ofSeconds(6));
        assertThat(cluster.part(Cluster.id(1)).detector().liveness(Cluster.id(3)))
                .isEqualTo(Liveness.DEAD);
        cluster.start(Cluster.id(3));
        time.advance(Duration.ofSeconds(1));
        assertThat(cluster.part(Cluster.id(1)).detector().liveness(Cluster.id(3)))
                .isEqualTo(Liveness.ALIVE);
    }

    @Test
    void theReadmeShowsThisVeryCode() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/dev/cairn/gossip/GossipAloneTest.java"));
        String shown =
                source.substring(
                        source.indexOf("// README\n") + 10, source.indexOf("// README end"));
        String readme = Files.readString(Path.of("README.md"));
        assertThat(readme.replaceAll("\\s", "")).contains(shown.replaceAll("\\s", ""));
    }

    private record Watcher(FailureDetector detector) implements Cluster.Part {
        @Override
        public void members(List<Member> members) {
            detector.members(members);
        }

        @Override
        public void tick() {
            detector.tick();
        }

        @Override
        public void receive(NodeId from, byte[] message) {
            detector.receive(from, MemorySegment.ofArray(message));
        }

        @Override
        public Duration interval() {
            return detector.interval();
        }
    }
}
