package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Membership.Ownership;
import dev.cairn.replication.topology.MembershipMessage.Progress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A phase may follow when no W owners are left that could write without knowing it. */
class AdoptionTest {
    private static final long EPOCH = 9;

    private static Ownership allOwnAll(int w) {
        return new Ownership() {
            @Override
            public List<Copies> copies() {
                return List.of(new Copies(3, w));
            }

            @Override
            public PreferenceTable owners(Topology topology, int replicas) {
                List<NodeId> nodes = topology.owners().stream().map(Member::id).toList();
                PreferenceList list = new PreferenceList(nodes, replicas);
                return PreferenceTable.build(slice -> list);
            }

            @Override
            public Member drawTokens(Topology topology, Member newcomer) {
                return newcomer;
            }

            @Override
            public boolean mayChangeUnasked() {
                return true;
            }

            @Override
            public Member inherit(Member heir, Member gone) {
                return heir.with(gone.tokens());
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, false",
        "3, 1, true",
        "2, 1, false",
        "2, 2, true",
        "1, 2, false",
        "1, 3, true",
    })
    void threeCopiesAndSoManyPerWriteNeedSoManyAdoptions(int w, int adopted, boolean enough) {
        Topology topology = topology(new World(1));
        Reports reports = new Reports();
        report(reports, topology, adopted, 0);
        assertThat(Adoption.isEnough(topology, EPOCH, reports, allOwnAll(w))).isEqualTo(enough);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1"})
    void whoAdoptedEarlierOrOnAnotherDirectoryDoesNotCount(long epochsEarlier, long otherStorage) {
        Topology topology = topology(new World(1));
        Reports reports = new Reports();
        for (Member member : topology.members()) {
            long storage = member.storage() + otherStorage;
            reports.take(member.id(), new Progress(storage, 1, EPOCH - epochsEarlier, 0));
        }
        assertThat(Adoption.isEnough(topology, EPOCH, reports, allOwnAll(2))).isFalse();
    }

    private static Topology topology(World world) {
        Topology founding = world.founding(3, true);
        List<Member> members =
                founding.members().stream().map(member -> member.in(MemberState.ACTIVE)).toList();
        return new Topology(
                founding.cluster(), 1, EPOCH, members, founding.voters(), founding.change());
    }

    private static void report(Reports reports, Topology topology, int count, long arrived) {
        for (Member member : topology.members().subList(0, count)) {
            reports.take(member.id(), new Progress(member.storage(), 1, EPOCH, arrived));
        }
    }
}
