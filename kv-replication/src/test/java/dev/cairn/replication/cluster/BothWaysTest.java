package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Two nodes that are each alone do the same at the same time, one on the short path where that
 * takes it: they hold the same bytes, and both ways tell the same of them.
 */
class BothWaysTest {
    private static final long MILLI = 1_000_000;
    private static final TestCluster.Settings EARLY =
            TestCluster.Settings.DEFAULT.acknowledgingEarly();

    @Seeded(cases = 15)
    void bothWaysAreOne(RandomGenerator random) {
        Pair pair = new Pair(random);
        for (int step = 0; step < 12; step++) {
            pair.step();
        }
    }

    private static final class Pair {
        private final RandomGenerator random;
        private final TestCluster quick;
        private final TestCluster plain;
        private final ShortCaller path;
        private final boolean counts;
        private final boolean usual;
        private final Set<Key> named = new HashSet<>();

        Pair(RandomGenerator random) {
            this.random = random;
            long seed = random.nextLong();
            this.quick = new TestCluster(seed, 1, EARLY);
            this.plain = new TestCluster(seed, 1, EARLY);
            this.path = new ShortCaller(quick, 1);
            String resolver = List.of("lww", "siblings", "counter").get(random.nextInt(3));
            BlindWrites blind =
                    random.nextInt(4) == 0 ? BlindWrites.SIBLING : BlindWrites.SUPERSEDE;
            this.counts = resolver.equals("counter");
            this.usual = !counts && blind == BlindWrites.SUPERSEDE;
            Optional<Duration> ttl =
                    usual && random.nextInt(4) == 0
                            ? Optional.of(Duration.ofMillis(300))
                            : Optional.empty();
            BucketProperties bucket =
                    new BucketProperties(
                            1,
                            1,
                            Level.ONE,
                            Level.ONE,
                            resolver,
                            Mode.EVENTUAL,
                            blind,
                            ttl,
                            100,
                            32);
            quick.set("b", bucket);
            plain.set("b", bucket);
        }

        private Key anyKey() {
            return new Key("b", Bytes.utf8("k" + random.nextInt(2)));
        }

        void step() {
            align(random.nextInt(200));
            Key read = anyKey();
            assertSame(path.get(read), plain.get(1, read));
            align(0);
            Key key = anyKey();
            int number = random.nextInt(100);
            String value = counts ? "{\"add\":" + number + "}" : "" + number;
            if (random.nextBoolean()) {
                put(key, value);
            } else {
                int what = counts ? 2 * random.nextInt(3) : random.nextInt(5);
                String id = "op-" + random.nextInt(50);
                change(quick, key, value, what, id);
                change(plain, key, value, what, id);
            }
            assertThat(quick.node(1).engine().pairs()).isEqualTo(plain.node(1).engine().pairs());
            align(random.nextInt(200));
            assertSame(path.get(key), plain.get(1, key));
        }

        /** Both at the beginning of the same millisecond. */
        private void align(int millis) {
            long now = Math.max(quick.world().time().nanos(), plain.world().time().nanos());
            long then = (now / MILLI + 1 + millis) * MILLI;
            for (TestCluster each : List.of(quick, plain)) {
                each.world().time().advance(Duration.ofNanos(then - each.world().time().nanos()));
            }
        }

        private void put(Key key, String value) {
            ShortCaller.Put put = path.put(key, value);
            if (put.write() == Write.LEFT) {
                quick.put(1, key, value);
            }
            WriteResult expected = plain.put(1, key, value);
            put.result().ifPresent(result -> assertSame(result, expected));
            if (usual && !named.contains(key)) {
                assertThat(put.write()).isEqualTo(Write.DONE);
                assertThat(path.get(key).read()).isEqualTo(Read.FOUND);
            }
        }

        private static void assertSame(WriteResult result, WriteResult expected) {
            assertThat(result.context()).isEqualTo(expected.context());
            assertThat(result.clock()).isEqualTo(expected.clock());
            assertThat(result.operation()).isEqualTo(expected.operation());
            assertThat(result.receipt().epoch()).isEqualTo(expected.receipt().epoch());
        }

        private void change(TestCluster cluster, Key key, String value, int what, String id) {
            Bytes bytes = Bytes.utf8(value);
            PutRequest put = PutRequest.of(key, bytes);
            switch (what) {
                case 0 -> cluster.await(cluster.startDelete(1, DeleteRequest.of(key)));
                case 1 ->
                        cluster.await(
                                cluster.startPut(
                                        1,
                                        new PutRequest(
                                                key,
                                                bytes,
                                                put.context(),
                                                Optional.of(Duration.ofMillis(250)),
                                                put.operation(),
                                                put.options())));
                case 2 -> {
                    named.add(key);
                    cluster.await(cluster.startPut(1, put.as(new OperationId(id))));
                }
                default -> cluster.await(cluster.startPut(1, put));
            }
        }

        private static void assertSame(ShortCaller.Found found, ReadResult expected) {
            switch (found.read()) {
                case FOUND -> assertThat(values(expected)).containsExactly(found.value().get());
                case ABSENT -> {
                    assertThat(expected.found()).isFalse();
                    assertThat(expected.context()).isEqualTo(ItemCodec.token(CausalContext.EMPTY));
                }
                case LEFT -> {}
            }
        }
    }
}
