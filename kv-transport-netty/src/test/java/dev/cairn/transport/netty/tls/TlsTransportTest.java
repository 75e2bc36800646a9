package dev.cairn.transport.netty.tls;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import dev.cairn.testkit.tls.TestAuthority;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.peer.NettyTransportProvider;
import org.junit.jupiter.api.Tag;

/** The contract of transports once more, over TLS. */
@NoLeaks
@Tag("long")
final class TlsTransportTest extends TransportContract {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @Override
    protected Transport open(Transport.Env env) {
        NettyTransportProvider provider = new NettyTransportProvider();
        return provider.open(
                provider.config().defaults(),
                new Transport.Env(
                        env.cluster(),
                        env.self(),
                        env.lanes(),
                        env.events(),
                        TestAuthority.security(
                                AUTHORITY.node(CLUSTER, env.self().name()), env.events()::emit)));
    }
}
