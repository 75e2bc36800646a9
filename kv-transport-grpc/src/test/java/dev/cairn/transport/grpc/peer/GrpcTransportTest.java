package dev.cairn.transport.grpc.peer;

import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import java.util.Optional;

final class GrpcTransportTest extends TransportContract {
    @Override
    protected Transport open(Transport.Env env) {
        return new GrpcTransportProvider().open(GrpcPeerConfig.DEFAULT, env);
    }

    @Override
    protected Optional<Transport> open(Transport.Env env, ProtocolRange versions) {
        return Optional.of(new GrpcTransport(GrpcPeerConfig.DEFAULT, env, versions));
    }
}
