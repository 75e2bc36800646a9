package dev.cairn.client.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService.RingStatus.Run;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.client.connection.Connections;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Address SEED = new Address("seed", 1);
    private static final Address A1 = new Address("one", 1);
    private static final Address A2 = new Address("two", 1);
    private static final Address A3 = new Address("three", 1);
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final Key LOW = new Key("b", Bytes.wrap(new byte[] {0}));
    private static final Key HIGH = new Key("b", Bytes.wrap(new byte[] {(byte) 0xff}));

    /** Its first byte is a key's place on the ring. */
    private static final Partitioner FIRST_BYTE =
            new Partitioner() {
                @Override
                public long token(Key key) {
                    return (long) key.bytes().at(0) << (Long.SIZE - Byte.SIZE);
                }

                @Override
                public TokenRing ring(Topology topology) {
                    throw new UnsupportedOperationException();
                }
            };

    private static final Run LOWER = new Run(0, Slices.COUNT / 2 - 1, List.of(N1, N2));
    private static final Run UPPER = new Run(Slices.COUNT / 2, Slices.COUNT - 1, List.of(N3, N2));

    private final Router router =
            new Router(
                    List.of(SEED),
                    new Connections(node -> {
                        throw new IOException("nobody is asked");
                    }),
                    new Partitioners(List.of(FIRST_BYTE)));

    @Test
    void withoutARingTheSeedsAreAsked() {
        assertThat(router.next(LOW, true, Set.of())).isEqualTo(SEED);
    }

    @Test
    void aKeyGoesToItsOwnersInOrderThenToTheRestThenToTheSeeds() {
        router.learn(ring(1, FIRST_BYTE.token(RingMap.PROBE)));
        assertThat(router.next(LOW, true, Set.of())).isEqualTo(A1);
        assertThat(router.next(LOW, true, Set.of(A1))).isEqualTo(A2);
        assertThat(router.next(LOW, true, Set.of(A1, A2))).isEqualTo(A3);
        assertThat(router.next(LOW, true, Set.of(A1, A2, A3))).isEqualTo(SEED);
        assertThat(router.next(HIGH, true, Set.of())).isEqualTo(A3);
        assertThat(router.next(HIGH, false, Set.of(A3))).isEqualTo(A2);
    }

    @Test
    void onceEveryNodeWasTriedTheBestIsTriedAgain() {
        router.learn(ring(1, FIRST_BYTE.token(RingMap.PROBE)));
        assertThat(router.next(LOW, true, Set.of(A1, A2, A3, SEED))).isEqualTo(A1);
    }

    @Test
    void aRingOfAnotherPartitionerTellsTheNodesAndNothingOfTheKeys() {
        router.learn(ring(1, FIRST_BYTE.token(RingMap.PROBE) + 1));
        Address first = router.next(LOW, true, Set.of());
        assertThat(first).isIn(A1, A2, A3);
        assertThat(router.next(LOW, true, Set.of())).isEqualTo(first);
    }

    @Test
    void anOlderRingChangesNothing() {
        router.learn(ring(2, FIRST_BYTE.token(RingMap.PROBE)));
        router.learn(
                new RingMap(
                        1,
                        FIRST_BYTE.token(RingMap.PROBE),
                        new TreeMap<>(Map.of(N2, A2)),
                        List.of(new Run(0, Slices.COUNT - 1, List.of(N2)))));
        assertThat(router.next(LOW, true, Set.of())).isEqualTo(A1);
    }

    private static RingMap ring(long epoch, long probe) {
        return new RingMap(
                epoch, probe, new TreeMap<>(Map.of(N1, A1, N2, A2, N3, A3)), List.of(LOWER, UPPER));
    }
}
