package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

final class SimulatedTransportTest extends TransportContract {
    private final Simulation world = new Simulation(1);

    @Override
    protected Transport open(Transport.Env env) {
        return new SimulatedTransportProvider().open(new NoConfig(), env);
    }

    @Override
    protected Optional<Transport> open(Transport.Env env, ProtocolRange versions) {
        return Optional.of(new SimulatedTransport(world.network(), env, versions));
    }

    @Override
    protected List<Lane> lanes(int count) {
        return List.copyOf(world.lanes(count));
    }

    @Override
    protected boolean await(BooleanSupplier condition, Duration limit) {
        return world.time().runUntil(condition, limit);
    }

    /** There is nobody else. */
    @Override
    protected Address held() {
        return new Address("127.0.0.1", 4711);
    }

    /** Nothing runs in virtual time while the test itself does. */
    @Override
    protected AutoCloseable stall(Lane lane) {
        return () -> {};
    }

    @Override
    protected boolean isThreadSafe() {
        return false;
    }
}
