package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.cluster.Voters;
import dev.cairn.testkit.check.Seeded;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Up to seven voters, an odd number, spread over zones, as few changes as possible. */
class VoterChoiceTest {
    private static Topology of(int owners, int voting) {
        Topology founding = new World(1).founding(owners, true);
        List<Voter> voters =
                founding.members().stream()
                        .limit(voting)
                        .map(member -> new Voter(member.id(), member.storage()))
                        .toList();
        return new Topology(
                founding.cluster(),
                1,
                1,
                founding.members(),
                new Voters(1, voters, List.of()),
                founding.change());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "5, 5", "6, 5", "7, 7", "8, 7", "30, 7"})
    void soManyOwnersGiveSoManyVoters(int owners, int voters) {
        assertThat(VoterChoice.of(of(owners, 1), member -> true)).hasSize(voters);
    }

    @Seeded(cases = 50)
    void thoseWhoVoteStayAndOnlyThoseWhoAreHeardAreAdded(RandomGenerator random) {
        Topology topology = of(3 + random.nextInt(20), 1 + random.nextInt(3));
        int silent = random.nextInt(20);
        List<Voter> chosen = VoterChoice.of(topology, member -> number(member.id()) % 20 != silent);
        assertThat(chosen).containsAll(topology.voters().present());
        chosen.removeAll(topology.voters().present());
        assertThat(chosen).noneMatch(voter -> number(voter.node()) % 20 == silent);
    }

    private static int number(NodeId id) {
        return Integer.parseInt(id.name().substring(1));
    }

    @ParameterizedTest
    @CsvSource({"9, 3", "9, 1", "12, 1"})
    void theyAreSpreadOverTheRacks(int owners, int voting) {
        Topology topology = of(owners, voting);
        var byRack =
                VoterChoice.of(topology, member -> true).stream()
                        .map(voter -> topology.member(voter.node()).orElseThrow().zone())
                        .collect(Collectors.groupingBy(zone -> zone, Collectors.counting()));
        assertThat(byRack.values()).allMatch(count -> count >= 2 && count <= 3);
    }

    @ParameterizedTest
    @CsvSource({"4", "6"})
    void whoLeavesVotesNoMore(int owners) {
        Topology topology = of(owners, 3);
        Topology leaving = topology.next().leave(new NodeId("n1"));
        assertThat(VoterChoice.of(leaving, member -> true))
                .extracting(voter -> voter.node().name())
                .doesNotContain("n1");
    }
}
