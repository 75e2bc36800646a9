package dev.cairn.transport.netty.resp;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.env.Clock;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.transport.netty.clients.ClientServer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Starts the protocol {@code resp}. */
public final class RespProvider implements ClientProtocol.Provider<RespConfig> {
    @Override
    public String name() {
        return "resp";
    }

    @Override
    public ConfigType<RespConfig> config() {
        return new ConfigType<>(RespConfig.class, RespConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public boolean enabled(RespConfig config) {
        return config.enabled();
    }

    @Override
    public ClientProtocol start(
            RespConfig config, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        AccessControl access = env.security().access();
        AtomicLong sessions = new AtomicLong();
        Clock clock = env.lanes().getFirst().clock();
        Map<Integer, LaneRoom> rooms = new ConcurrentHashMap<>();
        return ClientServer.start(
                env,
                config.port(),
                config.maxConnections(),
                (channel, driver) -> {
                    Session session = new Session(sessions.incrementAndGet(), env.version());
                    channel.pipeline()
                            .addLast(
                                    new RespConnection(
                                            channel,
                                            driver.loop(),
                                            new Gate(
                                                    channel,
                                                    env.security(),
                                                    caller ->
                                                            Commands.on(
                                                                    access.guard(data, caller),
                                                                    access.guard(admin, caller),
                                                                    config.maxInFlight(),
                                                                    clock)),
                                            session,
                                            config,
                                            rooms.computeIfAbsent(
                                                    driver.lane().index(),
                                                    lane -> new LaneRoom())));
                });
    }
}
