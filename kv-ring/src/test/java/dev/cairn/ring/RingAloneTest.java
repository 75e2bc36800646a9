package dev.cairn.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The ring used alone, as README.md shows it. */
final class RingAloneTest {
    private static PreferenceList example() {
        // README
        List<Member> members =
                IntStream.rangeClosed(1, 6)
                        .mapToObj(i ->
                                new Member(
                                        new NodeId("n" + i),
                                        0,
                                        new Address("10.0.0." + i, 4700),
                                        new Zone("dc1", "rack" + i % 3),
                                        i == 1 ? 2 : 1,
                                        MemberState.ACTIVE))
                        .toList();
        Topology topology = new Topology(new ClusterId(42), 1, members);
        Ring ring = Ring.of(topology, 3);
        PreferenceList list = ring.preference(new Key("users", Bytes.utf8("alice")));
        System.out.println(list.owners() + ", then " + list.fallbacks());
        // README end
        return list;
    }

    @Test
    void aKeyHasThreeOwnersInThreeRacks() {
        PreferenceList list = example();
        assertThat(list.owners()).hasSize(3);
        assertThat(list.owners().stream().map(node -> node.name().charAt(1) % 3).distinct())
                .hasSize(3);
        assertThat(list.fallbacks()).hasSize(3);
    }

    @Test
    void theReadmeShowsThisVeryCode() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/dev/cairn/ring/RingAloneTest.java"));
        String shown =
                source.substring(
                        source.indexOf("// README\n") + 10, source.indexOf("// README end"));
        String readme = Files.readString(Path.of("README.md"));
        assertThat(readme.replaceAll("\\s", "")).contains(shown.replaceAll("\\s", ""));
    }

    @Test
    void aLookupFindsTheSameNodesAsTheTable() {
        Ring ring = Ring.of(Topologies.equal(5), 2);
        Key key = new Key("users", Bytes.utf8("bob"));
        assertThat(ring.preference(key)).isSameAs(ring.preferences().at(ring.slice(key)));
        assertThat(ring.preference(key).nodes().getFirst())
                .isEqualTo(ring.positions().owner(ring.positions().positionOf(ring.slice(key))));
    }
}
