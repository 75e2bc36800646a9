package dev.cairn.transport.netty.peer;

import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import java.util.Optional;

@NoLeaks
final class NettyTransportTest extends TransportContract {
    @Override
    protected Transport open(Transport.Env env) {
        return new NettyTransportProvider().open(Patient.CONFIG, env);
    }

    @Override
    protected Optional<Transport> open(Transport.Env env, ProtocolRange versions) {
        return Optional.of(new NettyTransport(Patient.CONFIG, env, versions));
    }
}
