package dev.cairn.transport.netty.resp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.eventloop.NettyDriver;
import dev.cairn.transport.netty.eventloop.Poller;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** A client protocol by io_uring, where the kernel lets us have it. */
@NoLeaks
final class IoUringRespContractTest extends RespContractTest {
    @BeforeAll
    static void machine() {
        assumeTrue(IoUring.isAvailable(), () -> String.valueOf(IoUring.unavailabilityCause()));
    }

    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        NettyDriver.of(env.lanes(), Poller.Choice.IO_URING);
        return super.start(port, data, admin, env);
    }
}
