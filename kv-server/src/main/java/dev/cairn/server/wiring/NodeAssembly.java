package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.Transport;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.config.NodeSettings;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.wiring.StartException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** Puts one node together, in the order drawn in this package's description. */
public final class NodeAssembly {
    private final Means means;
    private final boolean withClients;

    private NodeAssembly(Means means, boolean withClients) {
        this.means = means;
        this.withClients = withClients;
    }

    private static Means means(
            NodeConfig config, PluginRegistry registry, Machine machine, String version) {
        return new Means(
                config,
                registry,
                new ChosenPlugins(registry, config.plugins()),
                version,
                machine,
                new Closing(machine.events()));
    }

    /**
     * Starts a node with its client protocols and answers it once it serves, or, when it belongs to
     * no cluster yet, once it asks to be let in. The machine is closed with it, and when it cannot
     * start.
     *
     * @param config what it was told
     * @param registry where its plugins are
     * @param machine what it runs on
     * @param bootstrap whether an empty data directory shall become a cluster of its own
     * @param version the software version it tells others
     * @throws StartException when it cannot start for a reason that its operator can do something
     *     about
     * @throws dev.cairn.api.spi.StorageException when its files cannot be used
     */
    public static StartedNode start(
            NodeConfig config,
            PluginRegistry registry,
            Machine machine,
            boolean bootstrap,
            String version) {
        return new NodeAssembly(means(config, registry, machine, version), true).start(bootstrap);
    }

    /** Starts a node as {@link #start} does, but no client protocol. */
    static StartedNode startWithoutClients(
            NodeConfig config,
            PluginRegistry registry,
            Machine machine,
            boolean bootstrap,
            String version) {
        return new NodeAssembly(means(config, registry, machine, version), false).start(bootstrap);
    }

    /** What may fail by a disk or a socket. */
    private interface Step<T> {
        T take() throws IOException;
    }

    private <T> T guarded(Step<T> step) {
        try {
            return step.take();
        } catch (RuntimeException failed) {
            closeAll();
            throw failed;
        } catch (IOException failed) {
            closeAll();
            throw new StartException(
                    Code.IO,
                    "the data directory " + means.config().node().data() + ": " + failed,
                    failed);
        }
    }

    private void closeAll() {
        means.closing().close();
        means.machine().close();
    }

    private RunningNode inside(Ground ground, Topology topology) {
        return guarded(() -> new MemberAssembly(means, ground, topology).assemble(withClients));
    }

    private StartedNode start(boolean bootstrap) {
        return guarded(() -> {
            Exposure.check(means.config());
            if (withClients) {
                Combination.check(means);
            }
            Ground ground = ground();
            DataDirectory directory = ground.directory();
            Optional<Topology> known =
                    directory.isInside()
                            ? means.plugins()
                                    .recall(directory.membership(), directory.identity().storage())
                            : Optional.empty();
            if (known.isEmpty()) {
                Founding founding =
                        new Founding(
                                means.config(),
                                bootstrap,
                                ground.self(),
                                ground.security().tls().map(tls -> tls.self().cluster()),
                                means.machine().secureRandom());
                known = founding.topology(directory);
            }
            directory.keep();
            StartedNode node = new StartedNode(ground.self().id(), means.closing());
            if (known.isPresent()) {
                Topology topology = known.get();
                node.enter(() -> inside(ground, topology));
            } else {
                ask(ground, node);
            }
            return node;
        });
    }

    private Ground ground() throws IOException {
        DataDirectory directory =
                means.closing()
                        .add(
                                "the data directory",
                                DataDirectory.open(
                                        means.machine().directory(),
                                        means.config(),
                                        means.machine().secureRandom()));
        means.closing().add("the machine", means.machine());
        NodeSettings node = means.config().node();
        Member self =
                new Member(
                        directory.identity().node(),
                        directory.identity().storage(),
                        node.address(),
                        node.zone(),
                        node.weight(),
                        MemberState.ACTIVE);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < node.lanes(); i++) {
            lanes.add(means.machine().lane(i, "lane-" + i));
        }
        Lane controlLane = means.machine().lane(node.lanes(), "control");
        Executor storageThreads = means.machine().workers("storage", node.storageThreads());
        Security security =
                new SecurityParts(means, controlLane, storageThreads)
                        .open(directory.identity().cluster());
        return new Ground(
                directory, self, List.copyOf(lanes), controlLane, storageThreads, security);
    }

    /** Asks to be let in; what comes then runs on a thread that may wait for the disk. */
    private void ask(Ground ground, StartedNode node) throws IOException {
        ClusterId cluster =
                means.config().cluster().id().isEmpty()
                        ? ClusterId.NONE
                        : ClusterId.parse(means.config().cluster().id());
        Transport transport =
                means.plugins()
                        .transport(
                                new Transport.Env(
                                        cluster,
                                        ground.self().id(),
                                        ground.lanes(),
                                        means.events(),
                                        ground.security()));
        AtomicReference<Outside> asking = new AtomicReference<>();
        Outside outside =
                new Outside(
                        new Outside.Env(
                                ground.self().in(MemberState.JOINING),
                                means.config().cluster().replaced(),
                                ground.controlLane(),
                                new Address(
                                        means.config().node().host(), means.config().node().port()),
                                transport,
                                means.plugins().seeds(),
                                means.config().cluster().seeds().stream()
                                        .map(Address::parse)
                                        .toList(),
                                ground.storageThreads(),
                                means.machine().random(),
                                means.events(),
                                topology ->
                                        ground.storageThreads()
                                                .execute(() -> {
                                                    asking.get().close();
                                                    comeIn(node, ground, topology);
                                                })),
                        means.plugins()::entry);
        asking.set(outside);
        means.closing().add("the way in", outside);
        try {
            outside.start();
        } catch (IOException failed) {
            throw StartException.cannotListen("for peers on " + ground.self().address(), failed);
        }
    }

    private void comeIn(StartedNode node, Ground ground, Topology topology) {
        try {
            node.enter(() -> inside(ground, topology));
        } catch (RuntimeException failed) {
            means.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.ERROR, String.valueOf(failed.getMessage())));
            node.failed(failed);
        }
    }
}
