package dev.cairn.transport.netty.peer;

import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;

@NoLeaks
final class NettyTransportTest extends TransportContract {
    @Override
    protected Transport open(Transport.Env env) {
        return new NettyTransportProvider().open(NettyConfig.DEFAULT, env);
    }
}
