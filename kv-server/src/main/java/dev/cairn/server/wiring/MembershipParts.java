package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Transfers;
import dev.cairn.api.spi.Transport;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** {@link Membership.Env} as a record; the components are explained there. */
record MembershipParts(
        Member self,
        Lane lane,
        Directory directory,
        boolean fresh,
        Topology founding,
        Executor storageThreads,
        RandomGenerator random,
        EventSink events,
        Membership.Ownership ownership,
        Transfers transfers,
        Function<NodeId, Liveness> opinions,
        BooleanSupplier current,
        PeerLinks peers)
        implements Membership.Env {
    @Override
    public Liveness liveness(NodeId node) {
        return opinions.apply(node);
    }

    @Override
    public boolean mayVote() {
        return current.getAsBoolean();
    }

    @Override
    public void send(NodeId to, Transport.Frame frame) {
        peers.send(to, frame);
    }
}
