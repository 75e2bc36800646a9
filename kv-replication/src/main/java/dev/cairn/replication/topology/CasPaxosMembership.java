package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NextTopology;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Registers;
import dev.cairn.api.spi.TopologyStore;
import dev.cairn.api.spi.Transport;
import dev.cairn.replication.paxos.CellFile;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.PaxosMessageCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** The topology's registers of one node and its driver, over frames. */
final class CasPaxosMembership implements Membership {
    private final Env env;
    private final RegisterTopologyStore store;
    private final PlainRegisters registers;
    private final TopologyDriver driver;
    private boolean started;
    private boolean closed;

    private CasPaxosMembership(CasPaxosConfig config, Env env, CellFile cells) {
        this.env = env;
        this.store =
                new RegisterTopologyStore(
                        env.lane(),
                        env.self().storage(),
                        cells,
                        env.founding(),
                        env.random(),
                        this::send,
                        config.timeout());
        this.registers = new PlainRegisters(store, env.lane(), config.timeout());
        this.driver =
                new TopologyDriver(
                        env.self(),
                        store,
                        new TopologyDriver.Env(
                                env.lane(),
                                config.evictAfter(),
                                env.ownership(),
                                (topology, arrived) ->
                                        env.transfers()
                                                .fetch(topology, () -> env.lane().execute(arrived)),
                                env::liveness,
                                env.random(),
                                env.events(),
                                (to, message) -> env.send(to, frame(message))));
    }

    static CasPaxosMembership open(CasPaxosConfig config, Env env) throws IOException {
        CellFile cells =
                CellFile.open(
                        env.directory(),
                        env.self().storage(),
                        env.fresh(),
                        env.lane(),
                        env.storageThreads(),
                        env.events());
        return new CasPaxosMembership(config, env, cells);
    }

    static Transport.Frame frame(MembershipMessage message) {
        return Transport.Frame.of(FrameKinds.MEMBERSHIP, MembershipCodec.encode(message).segment());
    }

    private void send(NodeId to, PaxosMessage message) {
        if (to.equals(env.self().id())) {
            env.lane().execute(() -> take(to, message));
        } else {
            env.send(
                    to,
                    Transport.Frame.of(
                            FrameKinds.REGISTERS, PaxosMessageCodec.encode(message).segment()));
        }
    }

    private void take(NodeId from, PaxosMessage message) {
        boolean votes = message instanceof PaxosMessage.Request;
        if (!closed && (!votes || env.mayVote())) {
            store.receive(from, message);
        }
    }

    @Override
    public TopologyStore topology() {
        return store;
    }

    @Override
    public Registers registers() {
        return registers;
    }

    @Override
    public void step(Function<NextTopology, Topology> step, Answer<Topology> answer) {
        if (closed) {
            answer.failed(KvError.of(ErrorCode.UNAVAILABLE, "the node stops"));
        } else {
            store.step(step, answer);
        }
    }

    @Override
    public void force(NodeId lost, Answer<Topology> answer) {
        if (closed) {
            answer.failed(KvError.of(ErrorCode.UNAVAILABLE, "the node stops"));
        } else {
            new Forcing(store, env::liveness, env.ownership(), env.events()).without(lost, answer);
        }
    }

    @Override
    public void tick() {
        if (closed) {
            return;
        }
        if (!started) {
            started = true;
            driver.start();
        }
        driver.tick();
    }

    @Override
    public Duration interval() {
        return TopologyDriver.INTERVAL;
    }

    @Override
    public void receive(NodeId from, int kind, MemorySegment message) {
        if (kind == FrameKinds.REGISTERS) {
            take(from, PaxosMessageCodec.decode(message));
        } else if (!closed) {
            driver.receive(from, MembershipCodec.decode(message));
        }
    }

    @Override
    public void asked(MemorySegment message, Consumer<Transport.Frame> reply) {
        if (!closed) {
            driver.asked(MembershipCodec.decode(message), answer -> reply.accept(frame(answer)));
        }
    }

    @Override
    public void behind(NodeId peer) {
        if (!closed) {
            driver.ask(peer);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
