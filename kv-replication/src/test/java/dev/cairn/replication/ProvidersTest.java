package dev.cairn.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Plugin;
import dev.cairn.api.spi.Replication;
import dev.cairn.replication.quorum.QuorumPolicyProvider;
import dev.cairn.replication.resolve.CounterProvider;
import dev.cairn.replication.resolve.LastWriteWinsProvider;
import dev.cairn.replication.resolve.OrSetProvider;
import dev.cairn.replication.resolve.SiblingsProvider;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    private static List<String> providersOf(Class<?> service) {
        return DynamoProvider.class.getModule().getDescriptor().provides().stream()
                .filter(provides -> provides.service().equals(service.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
    }

    private static List<String> classes(Plugin<?>... plugins) {
        return Stream.of(plugins).map(plugin -> plugin.getClass().getName()).toList();
    }

    @Test
    void theModuleProvidesItsPluginsUnderTheirNames() {
        Plugin<?> dynamo = new DynamoProvider();
        Plugin<?> quorum = new QuorumPolicyProvider();
        Plugin<?> siblings = new SiblingsProvider();
        Plugin<?> lww = new LastWriteWinsProvider();
        assertThat(providersOf(Replication.Provider.class)).isEqualTo(classes(dynamo));
        assertThat(providersOf(ConsistencyPolicy.Provider.class)).isEqualTo(classes(quorum));
        Plugin<?> counter = new CounterProvider();
        Plugin<?> orSet = new OrSetProvider();
        assertThat(providersOf(ConflictResolver.Provider.class))
                .isEqualTo(classes(siblings, lww, counter, orSet));
        assertThat(Stream.of(dynamo, quorum, siblings, lww, counter, orSet).map(Plugin::name))
                .containsExactly("dynamo", "quorum", "siblings", "lww", "counter", "or-set");
    }

    @Test
    void theConfigurationCanBeMadeThroughItsLookupAndChecksItsRanges() throws Throwable {
        var type = new DynamoProvider().config();
        MethodHandle constructor =
                type.lookup()
                        .findConstructor(
                                type.type(),
                                MethodType.methodType(
                                        void.class,
                                        int.class,
                                        int.class,
                                        Duration.class,
                                        int.class,
                                        long.class,
                                        long.class,
                                        Duration.class,
                                        int.class,
                                        int.class,
                                        Duration.class,
                                        long.class));
        Object made =
                constructor.invoke(
                        1,
                        1,
                        Duration.ofMillis(500),
                        512,
                        (long) (16 << 20),
                        (long) (64 << 20),
                        Duration.ofMinutes(1),
                        5,
                        131_072,
                        Duration.ofDays(1),
                        (long) (16 << 20));
        assertThat(made).isEqualTo(ReplicationConfig.bounded(1, 1));
        assertThatThrownBy(() -> ReplicationConfig.bounded(0, 1))
                .hasMessageContaining("max-in-flight");
        assertThatThrownBy(() -> ReplicationConfig.bounded(1, 0))
                .hasMessageContaining("max-waiting");
        assertThatThrownBy(() -> ReplicationConfig.DEFAULT.withSpareReads(101))
                .hasMessageContaining("spare-reads");
        assertThatThrownBy(() -> ReplicationConfig.DEFAULT.withWatchKeys(0))
                .hasMessageContaining("watch-keys");
        assertThatThrownBy(() -> ReplicationConfig.DEFAULT.withScrubInterval(Duration.ZERO))
                .hasMessageContaining("scrub-interval");
    }

    @Test
    void whatIsNoItemDecodesToNothing() {
        assertThat(new DynamoProvider().decode(Bytes.utf8("no item").segment())).isEmpty();
    }
}
