package dev.cairn.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.swim.Update.Claim;
import dev.cairn.testkit.check.Seeded;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class UpdateTest {
    private static final NodeId N1 = new NodeId("n1");

    private static Update random(RandomGenerator random) {
        Claim claim = Claim.of(random.nextInt(4));
        TreeSet<NodeId> accusers = new TreeSet<>();
        if (claim == Claim.SUSPECT || claim == Claim.DEAD) {
            for (int i = random.nextInt(Update.MAX_ACCUSERS + 1); i > 0; i--) {
                accusers.add(new NodeId("n" + random.nextInt(2, 9)));
            }
        }
        Incarnation incarnation = new Incarnation(random.nextInt(2), random.nextInt(2));
        return new Update(N1, incarnation, claim, List.copyOf(accusers));
    }

    @Seeded(cases = 500)
    void joiningIsCommutativeAssociativeAndIdempotent(RandomGenerator random) {
        Update a = random(random);
        Update b = random(random);
        Update c = random(random);
        assertThat(Update.join(a, b)).isEqualTo(Update.join(b, a));
        assertThat(Update.join(Update.join(a, b), c)).isEqualTo(Update.join(a, Update.join(b, c)));
        assertThat(Update.join(a, a)).isEqualTo(a);
    }

    @Test
    void aNewerIncarnationRefutesWhateverWasSaidOfAnOlderOne() {
        Incarnation old = new Incarnation(3, 1);
        Update dead = new Update(N1, old, Claim.DEAD, List.of(new NodeId("n2")));
        Update alive = Update.alive(N1, old.next());
        assertThat(Update.join(dead, alive)).isEqualTo(alive);
        assertThat(Update.join(dead, Update.alive(N1, old))).isEqualTo(dead);
    }
}
