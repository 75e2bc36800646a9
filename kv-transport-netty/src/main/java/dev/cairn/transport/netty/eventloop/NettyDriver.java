package dev.cairn.transport.netty.eventloop;

import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import dev.cairn.transport.netty.entrance.Receptions;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop of a lane, shared by every transport and protocol of this module.
 *
 * <p>Tasks given to the loop run on the lane's thread at the end of the present or the next turn,
 * after the sockets.
 */
public final class NettyDriver implements LaneDriver {
    private final Lane lane;
    private final Poller poller;
    private final LaneLoop loop;
    private final Receptions receptions = new Receptions();

    NettyDriver(Lane lane, Poller poller) {
        this.lane = lane;
        this.poller = poller;
        this.loop = new LaneLoop(Thread.currentThread(), poller.handlers());
    }

    /** The lane's driver, made on first call. Callable on the lane only. */
    public static NettyDriver of(Lane lane) {
        return lane.driver(NettyDriver.class, owner -> new NettyDriver(owner, Poller.best()));
    }

    /**
     * The same for all lanes, by {@code choice} where one is made. Waits as {@link #of(List)} does.
     */
    public static List<NettyDriver> of(List<Lane> lanes, Poller.Choice choice) {
        Poller poller = choice.poller();
        List<NettyDriver> drivers = new ArrayList<>(lanes.size());
        for (Lane lane : lanes) {
            drivers.add(
                    OnLane.call(
                            lane,
                            () ->
                                    lane.driver(
                                            NettyDriver.class,
                                            owner -> new NettyDriver(owner, poller))));
        }
        return List.copyOf(drivers);
    }

    /**
     * The drivers of all lanes. Waits for each lane that it is not called on, so it is for starting
     * only.
     */
    public static List<NettyDriver> of(List<Lane> lanes) {
        return of(lanes, Poller.Choice.AUTO);
    }

    /** The lane it runs on. */
    public Lane lane() {
        return lane;
    }

    /** The lane's event loop. */
    public EventLoop loop() {
        return loop;
    }

    /** How it learns which sockets are ready. */
    public Poller poller() {
        return poller;
    }

    /** Who takes connections over after their handshake; a node's are those of its first lane. */
    public Receptions receptions() {
        return receptions;
    }

    /** A socket of the kind this loop serves, not yet registered. */
    public SocketChannel newChannel() {
        return poller.newChannel();
    }

    /**
     * Lets the kernel give up a connection whose peer has acknowledged nothing for {@code limit},
     * where it can.
     */
    public void limitSilence(SocketChannel channel, Duration limit) {
        poller.limitSilence(channel, limit);
    }

    /** Has the kernel find out whether a peer that says nothing is still there. */
    void probeTheSilent(SocketChannel channel) {
        poller.probeTheSilent(channel);
    }

    /**
     * Netty keeps buffers and other objects for the next use only on threads that promise to give
     * them up at their end.
     */
    @Override
    public void around(Runnable turns) {
        FastThreadLocalThread.runWithFastThreadLocal(turns);
    }

    @Override
    public void poll(long maxWaitNanos) {
        loop.turn(maxWaitNanos);
    }

    @Override
    public void wakeup() {
        loop.wake();
    }

    /** Closes every channel that is left and frees the poller. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!loop.isTerminated()) {
            loop.turn(0);
        }
    }
}
