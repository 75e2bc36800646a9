package dev.cairn.testkit.sim;

import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Transport;

/**
 * The transport {@code simulated}: frames through the {@link SimulatedNetwork} of the world that
 * the lanes belong to.
 */
public final class SimulatedTransportProvider implements Transport.Provider<NoConfig> {
    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    /** Throws {@link IllegalArgumentException} when the lanes are not {@link VirtualLane}s. */
    @Override
    public Transport open(NoConfig config, Transport.Env env) {
        for (Lane lane : env.lanes()) {
            if (!(lane instanceof VirtualLane)) {
                throw new IllegalArgumentException(
                        "the simulated transport runs on virtual lanes only");
            }
        }
        VirtualLane first = (VirtualLane) env.lanes().getFirst();
        return new SimulatedTransport(first.simulation().network(), env, ProtocolRange.only(1));
    }
}
