package dev.cairn.transport.netty.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.TransportContract;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.eventloop.Poller;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.BeforeAll;

/** The transport by io_uring, where the kernel lets us have it. */
@NoLeaks
final class IoUringTransportTest extends TransportContract {
    @BeforeAll
    static void machine() {
        assumeTrue(IoUring.isAvailable(), () -> String.valueOf(IoUring.unavailabilityCause()));
    }

    @Override
    protected Transport open(Transport.Env env) {
        NettyConfig usual = Patient.CONFIG;
        assertThat(Poller.Choice.IO_URING.poller()).isEqualTo(Poller.IO_URING);
        return new NettyTransportProvider()
                .open(
                        new NettyConfig(
                                usual.outboundBytes(),
                                usual.connectTimeout(),
                                usual.reconnectFirst(),
                                usual.reconnectMost(),
                                usual.silence(),
                                usual.maxConnections(),
                                Poller.Choice.IO_URING),
                        env);
    }
}
