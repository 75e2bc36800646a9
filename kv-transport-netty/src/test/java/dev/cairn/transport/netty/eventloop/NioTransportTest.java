package dev.cairn.transport.netty.eventloop;

import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.peer.NettyTransportProvider;
import dev.cairn.transport.netty.peer.Patient;
import java.util.List;

/** The transport where epoll is missing. */
@NoLeaks
final class NioTransportTest extends TransportContract {
    @Override
    protected List<Lane> lanes(int count) {
        List<Lane> lanes = super.lanes(count);
        for (Lane lane : lanes) {
            OnLane.call(
                    lane,
                    () ->
                            lane.driver(
                                    NettyDriver.class,
                                    owner -> new NettyDriver(owner, Poller.NIO)));
        }
        return lanes;
    }

    @Override
    protected Transport open(Transport.Env env) {
        return new NettyTransportProvider().open(Patient.CONFIG, env);
    }
}
