package dev.cairn.client.routing;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.client.connection.Connections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Chooses the node for each attempt of a call. Safe for all threads.
 *
 * <p>Owners of the key come first, then every other node, then the seeds. A read goes to the owner
 * with the fewest calls in flight. A write goes to the first owner that can be reached, the same
 * for every client: writes of one key then meet at one coordinator, which sees the earlier ones,
 * and blind writes seldom become siblings.
 */
public final class Router {
    private static final Duration BETWEEN_REFRESHES = Duration.ofMillis(500);

    private final List<Address> seeds;
    private final Connections connections;
    private final Partitioners partitioners;
    private final AtomicReference<View> view;
    private final AtomicLong refreshedNanos =
            new AtomicLong(System.nanoTime() - BETWEEN_REFRESHES.toNanos());

    /** A router that knows the seeds alone, with the partitioners installed. */
    public Router(List<Address> seeds, Connections connections) {
        this(seeds, connections, Partitioners.installed());
    }

    Router(List<Address> seeds, Connections connections, Partitioners partitioners) {
        this.seeds = seeds;
        this.connections = connections;
        this.partitioners = partitioners;
        this.view = new AtomicReference<>(new View(-1, seeds, Optional.empty()));
    }

    /** The best node that is not among {@code tried}; the best of all once every node was tried. */
    public Address next(Key key, boolean write, Set<Address> tried) {
        View now = view.get();
        List<Address> owners = now.owners(key);
        Optional<Address> owner = best(owners, write, tried);
        if (owner.isPresent()) {
            return owner.get();
        }
        Set<Address> all = new LinkedHashSet<>(owners);
        all.addAll(now.nodes());
        all.addAll(seeds);
        List<Address> others = List.copyOf(all);
        return best(others, write, tried)
                .or(() -> best(others, write, Set.of()))
                .orElse(others.getFirst());
    }

    /**
     * Learns from an answer of {@code node} under which epoch it was counted, and asks for the ring
     * when that is news.
     */
    public void observe(Address node, long epoch) {
        if (epoch <= view.get().epoch()) {
            return;
        }
        long last = refreshedNanos.get();
        long now = System.nanoTime();
        if (now - last >= BETWEEN_REFRESHES.toNanos() && refreshedNanos.compareAndSet(last, now)) {
            connections
                    .to(node)
                    .thenCompose(connection -> connection.call(new Request.Ring()))
                    .thenAccept(response -> {
                        if (response instanceof Response.Ring ring) {
                            learn(ring.map());
                        }
                    });
        }
    }

    /** Takes a ring unless a newer one is known. */
    void learn(RingMap ring) {
        Optional<Routes> routes =
                partitioners.of(ring).map(partitioner -> new Routes(ring, partitioner));
        View news = new View(ring.epoch(), List.copyOf(ring.nodes().values()), routes);
        view.updateAndGet(
                known -> known.epoch() >= news.epoch() || news.nodes().isEmpty() ? known : news);
    }

    /** Reachable and untried; none when there is no such node. */
    private Optional<Address> best(List<Address> candidates, boolean write, Set<Address> tried) {
        Optional<Address> best = Optional.empty();
        int least = Connections.UNREACHABLE;
        for (Address candidate : candidates) {
            int load =
                    tried.contains(candidate)
                            ? Connections.UNREACHABLE
                            : connections.load(candidate);
            if (load < least) {
                if (write) {
                    return Optional.of(candidate);
                }
                best = Optional.of(candidate);
                least = load;
            }
        }
        return best;
    }

    /**
     * What is known of the cluster: its nodes, and if the partitioner is at hand, which of them
     * keeps what.
     */
    private record View(long epoch, List<Address> nodes, Optional<Routes> routes) {
        /**
         * The key's owners; without routes all nodes, from one on that depends on the key alone.
         */
        List<Address> owners(Key key) {
            if (routes.isPresent()) {
                return routes.get().owners(key);
            }
            List<Address> rotated = new ArrayList<>(nodes.size());
            int first = Math.floorMod(key.hashCode(), nodes.size());
            for (int i = 0; i < nodes.size(); i++) {
                rotated.add(nodes.get((first + i) % nodes.size()));
            }
            return rotated;
        }
    }

    private record Routes(RingMap ring, Partitioner partitioner) {
        List<Address> owners(Key key) {
            List<NodeId> owners = ring.owners(Slices.of(partitioner.token(key)));
            List<Address> addresses = new ArrayList<>(owners.size());
            for (NodeId owner : owners) {
                Address address = ring.nodes().get(owner);
                if (address != null) {
                    addresses.add(address);
                }
            }
            return addresses;
        }
    }
}
