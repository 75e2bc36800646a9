package dev.cairn.client.routing;

import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.spi.Partitioner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The partitioners at hand, and which of them is the cluster's: the one that computes the token of
 * the ring's probe key.
 *
 * @param available with their default configuration
 */
record Partitioners(List<Partitioner> available) {
    /**
     * Those that {@link ServiceLoader} finds; none is a client that cannot route and lets nodes
     * forward.
     */
    static Partitioners installed() {
        List<Partitioner> found = new ArrayList<>();
        for (Partitioner.Provider<?> provider : ServiceLoader.load(Partitioner.Provider.class)) {
            found.add(open(provider));
        }
        return new Partitioners(List.copyOf(found));
    }

    /** The one whose tokens are those of {@code ring}. */
    Optional<Partitioner> of(RingMap ring) {
        return available.stream()
                .filter(partitioner -> partitioner.token(RingMap.PROBE) == ring.probeToken())
                .findFirst();
    }

    private static <C extends Record> Partitioner open(Partitioner.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }
}
