package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.Event.Note;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One node's end of the {@link SimulatedNetwork}. */
final class SimulatedTransport implements Transport {
    private final SimulatedNetwork network;
    private final Env env;
    private final ProtocolRange versions;
    private final Map<Address, SimulatedLink> links = new LinkedHashMap<>();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private @Nullable FrameHandler handler;
    private int nextLane;
    private boolean closed;

    SimulatedTransport(SimulatedNetwork network, Env env, ProtocolRange versions) {
        this.network = network;
        this.env = env;
        this.versions = versions;
    }

    NodeId self() {
        return env.self();
    }

    ClusterId cluster() {
        return env.cluster();
    }

    SimulatedNetwork network() {
        return network;
    }

    boolean isClosed() {
        return closed;
    }

    Optional<FrameHandler> handler() {
        return Optional.ofNullable(handler);
    }

    Lane nextLane() {
        return env.lanes().get(nextLane++ % env.lanes().size());
    }

    @Override
    public Address listen(Address at, FrameHandler wanted) throws IOException {
        Address address = network.bind(at, this);
        handler = wanted;
        links.values().forEach(SimulatedLink::connect);
        return address;
    }

    @Override
    public Link link(Address peer) {
        SimulatedLink known = links.get(peer);
        if (known != null) {
            return known;
        }
        SimulatedLink made = SimulatedLink.outbound(this, peer);
        links.put(peer, made);
        if (handler != null) {
            made.connect();
        }
        return made;
    }

    /** What it says first over a link of its own. */
    Hello hello() {
        return new Hello(versions, env.cluster(), 0, env.self());
    }

    /** What it answers to another's first word. */
    HelloAnswer answer(Hello hello) {
        HelloAnswer answer = HelloAnswer.to(hello, versions, env.cluster(), env.self());
        if (answer instanceof HelloAnswer.Refused refused) {
            tell("refused a link: " + refused.reason());
        }
        return answer;
    }

    void tell(String message) {
        env.events().emit(new Note(Event.Severity.WARNING, message));
    }

    /** A link of this transport is closed for good. */
    void forget(SimulatedLink link) {
        links.values().remove(link);
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    @Override
    public void close() {
        if (shut()) {
            List.copyOf(connections).forEach(connection -> connection.endedBy(this));
        }
    }

    /** Its machine has no power any more: no word of that reaches the others. */
    void vanish() {
        if (shut()) {
            List.copyOf(connections).forEach(Connection::silenced);
        }
    }

    private boolean shut() {
        boolean first = !closed;
        closed = true;
        network.unbind(this);
        return first;
    }
}
