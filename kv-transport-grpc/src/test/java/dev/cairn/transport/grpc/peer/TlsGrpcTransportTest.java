package dev.cairn.transport.grpc.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import dev.cairn.testkit.tls.TestAuthority;
import org.junit.jupiter.api.Tag;

/** The contract of transports once more, over TLS. */
@Tag("long")
final class TlsGrpcTransportTest extends TransportContract {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @Override
    protected Transport open(Transport.Env env) {
        return new GrpcTransportProvider()
                .open(
                        GrpcPeerConfig.DEFAULT,
                        new Transport.Env(
                                env.cluster(),
                                env.self(),
                                env.lanes(),
                                env.events(),
                                TestAuthority.security(
                                        AUTHORITY.node(CLUSTER, env.self().name()),
                                        env.events()::emit)));
    }
}
