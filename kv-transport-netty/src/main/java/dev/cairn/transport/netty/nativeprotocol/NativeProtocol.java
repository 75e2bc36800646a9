package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.ClusterStatus;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.transport.netty.entrance.Reception;
import dev.cairn.transport.netty.entrance.Receptions;
import dev.cairn.transport.netty.entrance.Role;
import dev.cairn.transport.netty.eventloop.NettyDriver;
import dev.cairn.transport.netty.eventloop.OnLane;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Takes over the connections of native clients. Safe for all threads. */
final class NativeProtocol implements ClientProtocol, Reception {
    private static final int ROOM_BYTES = 16 * 1024;

    private final NativeConfig config;
    private final KeyValueService data;
    private final AdminService admin;
    private final List<Lane> lanes;
    private final Security security;
    private final Receptions receptions;
    private final Map<Channel, NativeSession> sessions = new ConcurrentHashMap<>();

    /** Of each lane: where its connections read calls in turn. */
    private final Map<Integer, byte[]> rooms = new ConcurrentHashMap<>();

    private volatile boolean draining;

    private NativeProtocol(
            NativeConfig config,
            KeyValueService data,
            AdminService admin,
            List<Lane> lanes,
            Security security,
            Receptions receptions) {
        this.config = config;
        this.data = data;
        this.admin = admin;
        this.lanes = lanes;
        this.security = security;
        this.receptions = receptions;
    }

    /** Receives clients from now on; waits for the lanes, so it is not for calling on one. */
    static NativeProtocol start(
            NativeConfig config, KeyValueService data, AdminService admin, Env env) {
        Receptions receptions = NettyDriver.of(env.lanes()).getFirst().receptions();
        NativeProtocol protocol =
                new NativeProtocol(config, data, admin, env.lanes(), env.security(), receptions);
        receptions.open(Role.CLIENT, protocol);
        return protocol;
    }

    @Override
    public void enter(Channel channel, Lane lane) {
        byte[] room = rooms.computeIfAbsent(lane.index(), index -> new byte[ROOM_BYTES]);
        NativeSession session = new NativeSession(config, data, admin, security, channel, room);
        sessions.put(channel, session);
        channel.closeFuture().addListener(closed -> sessions.remove(channel));
        channel.pipeline().addLast(session);
        if (draining) {
            session.drain();
        }
    }

    /** The node's own address: peers and clients share it. */
    @Override
    public Address address() {
        ClusterStatus cluster = admin.cluster();
        return cluster.members().stream()
                .map(status -> status.member())
                .filter(member -> member.id().equals(cluster.self()))
                .map(member -> member.address())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this node is no member yet"));
    }

    @Override
    public void drain() {
        draining = true;
        receptions.close(Role.CLIENT, this);
        sessions.forEach((channel, session) -> channel.eventLoop().execute(session::drain));
    }

    /** Waits for the connections to close, unless called on a lane. */
    @Override
    public void close() {
        receptions.close(Role.CLIENT, this);
        for (Channel channel : List.copyOf(sessions.keySet())) {
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            channel.close().addListener(done -> closed.complete(true));
            if (lanes.stream().noneMatch(Lane::isCurrent)) {
                OnLane.await(closed, "closing " + channel);
            }
        }
    }
}
