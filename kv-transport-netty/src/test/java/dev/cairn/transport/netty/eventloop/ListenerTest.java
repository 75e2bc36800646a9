package dev.cairn.transport.netty.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NoLeaks
@Timeout(120)
final class ListenerTest {
    private static Socket connect(Listener listener) throws IOException {
        Socket socket = new Socket(listener.address().host(), listener.address().port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
        return socket;
    }

    /** Else nobody would tell it that the protocol drains. */
    @Test
    void aConnectionThatItsLaneHasNotGotToWhenItStopsIsClosed() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ThreadLane accepting = new ThreadLane(0);
                ThreadLane heldUp = new ThreadLane(1);
                Listener listener =
                        Listener.bind(
                                List.of(accepting, heldUp),
                                new Address("127.0.0.1", 0),
                                10,
                                (channel, driver) -> {});
                Socket served = connect(listener)) {
            while (listener.connections().isEmpty()) {
                Thread.onSpinWait();
            }
            heldUp.execute(() -> await(goOn));
            try (Socket late = connect(listener)) {
                acceptAll(accepting);
                listener.stop();
                goOn.countDown();
                assertThat(late.getInputStream().read()).isEqualTo(-1);
            }
            while (listener.connections().size() > 1) {
                Thread.onSpinWait();
            }
            assertThat(listener.connections()).first().matches(Channel::isOpen);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static void acceptAll(ThreadLane lane) {
        OnLane.call(
                lane,
                () -> {
                    NettyDriver.of(lane).poll(0);
                    return lane;
                });
    }
}
