package dev.cairn.transport.netty.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NoLeaks
@Timeout(120)
final class NettyDriverTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Those of this machine. */
    static Stream<Poller> pollers() {
        return Arrays.stream(Poller.values()).filter(poller -> poller.missing().isEmpty());
    }

    private static NettyDriver driverOf(ThreadLane lane, Poller poller) {
        return OnLane.call(
                lane,
                () -> lane.driver(NettyDriver.class, owner -> new NettyDriver(owner, poller)));
    }

    @Test
    void thisMachinePollsByEpoll() {
        assertThat(Poller.best()).isEqualTo(Poller.EPOLL);
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void aWakeupBetweenTwoPollsEndsTheNextOne(Poller poller) {
        try (ThreadLane lane = new ThreadLane(0)) {
            NettyDriver driver = driverOf(lane, poller);
            assertThat(
                            OnLane.call(
                                    lane,
                                    () -> {
                                        driver.poll(0);
                                        driver.wakeup();
                                        driver.poll(LONG_NANOS);
                                        return "woken";
                                    }))
                    .isEqualTo("woken");
        }
    }

    /** Otherwise each reply's entry in the outbound buffer would be new. */
    @ParameterizedTest
    @MethodSource("pollers")
    void whatNettyKeepsForTheNextUseIsKeptOnALaneFromItsFirstPollOn(Poller poller) {
        try (ThreadLane lane = new ThreadLane(0)) {
            driverOf(lane, poller);
            while (!OnLane.call(
                    lane, FastThreadLocalThread::currentThreadWillCleanupFastThreadLocals)) {
                Thread.onSpinWait();
            }
            assertThat(lane.failures()).isEmpty();
        }
    }

    /** A buffer just as large would be followed by a second read each time, for nothing. */
    @Test
    void theBufferOfAReadStaysLargerThanSmallRequests() throws IOException {
        int requestBytes = 144;
        try (ThreadLane lane = new ThreadLane(0);
                Listener listener =
                        Listener.bind(
                                List.of(lane), new Address("127.0.0.1", 0), 1, (opened, by) -> {});
                Socket client = new Socket("127.0.0.1", listener.address().port())) {
            while (listener.connections().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(client.isConnected()).isTrue();
            Channel channel = listener.connections().iterator().next();
            RecvByteBufAllocator.Handle reads =
                    channel.config().getRecvByteBufAllocator().newHandle();
            for (int i = 0; i < 200; i++) {
                reads.reset(channel.config());
                reads.attemptedBytesRead(reads.guess());
                reads.lastBytesRead(requestBytes);
                reads.readComplete();
                assertThat(reads.guess()).isGreaterThan(requestBytes);
            }
        }
    }

    /** By default the kernel would first ask after two hours. */
    @ParameterizedTest
    @MethodSource("pollers")
    void whoSaysNothingIsAskedWhetherItIsThere(Poller poller) throws IOException {
        try (ThreadLane lane = new ThreadLane(0)) {
            driverOf(lane, poller);
            try (Listener listener =
                            Listener.bind(
                                    List.of(lane),
                                    new Address("127.0.0.1", 0),
                                    1,
                                    (opened, by) -> {});
                    Socket client = new Socket("127.0.0.1", listener.address().port())) {
                while (listener.connections().isEmpty()) {
                    Thread.onSpinWait();
                }
                assertThat(client.isConnected()).isTrue();
                ChannelConfig config = listener.connections().iterator().next().config();
                assertThat(config.getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
                assertThat(config.getOption(poller.keepIdle())).isEqualTo(120);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void aWakeupFromAnotherThreadEndsAWait(Poller poller) throws InterruptedException {
        try (ThreadLane lane = new ThreadLane(0)) {
            NettyDriver driver = driverOf(lane, poller);
            CountDownLatch polling = new CountDownLatch(1);
            CountDownLatch woken = new CountDownLatch(1);
            lane.execute(() -> {
                polling.countDown();
                driver.poll(LONG_NANOS);
                woken.countDown();
            });
            polling.await();
            driver.wakeup();
            assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void aTaskOfTheLoopRunsOnTheLane(Poller poller) throws InterruptedException {
        try (ThreadLane lane = new ThreadLane(0)) {
            NettyDriver driver = driverOf(lane, poller);
            AtomicBoolean onLane = new AtomicBoolean();
            CountDownLatch done = new CountDownLatch(1);
            driver.loop()
                    .schedule(
                            () -> {
                                onLane.set(lane.isCurrent());
                                done.countDown();
                            },
                            5,
                            TimeUnit.MILLISECONDS);
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(onLane).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void aClosedDriverHasClosedItsChannels(Poller poller) {
        ThreadLane lane = new ThreadLane(0);
        SocketChannel channel;
        try (lane) {
            NettyDriver driver = driverOf(lane, poller);
            channel =
                    OnLane.call(
                            lane,
                            () -> {
                                SocketChannel made = driver.newChannel();
                                driver.loop().register(made);
                                return made;
                            });
            assertThat(channel.isOpen()).isTrue();
        }
        assertThat(channel.isOpen()).isFalse();
        assertThat(lane.failures()).isEmpty();
    }

    @Test
    void everythingAskedForInOneTurnIsFlushedOnce() {
        try (ThreadLane lane = new ThreadLane(0)) {
            NettyDriver driver = driverOf(lane, Poller.best());
            int[] flushes = new int[1];
            TurnFlush flush = new TurnFlush(driver.loop(), () -> flushes[0]++);
            int during =
                    OnLane.call(
                            lane,
                            () -> {
                                flush.request();
                                flush.request();
                                return flushes[0];
                            });
            assertThat(during).isZero();
            OnLane.call(
                    lane,
                    () -> {
                        driver.poll(0);
                        return lane;
                    });
            assertThat(flushes[0]).isEqualTo(1);
        }
    }

    @Test
    void waitingForALaneThatIsTheCallerDoesNotBlock() {
        try (ThreadLane lane = new ThreadLane(0)) {
            assertThat(OnLane.call(lane, () -> OnLane.call(lane, () -> Duration.ofMillis(1))))
                    .isEqualTo(Duration.ofMillis(1));
        }
    }
}
