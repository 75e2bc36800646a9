package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.transport.netty.clients.ClientServer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;

/** Starts the protocol {@code http}. */
public final class HttpProvider implements ClientProtocol.Provider<HttpConfig> {
    private static final WriteBufferWaterMark UNREAD =
            new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    /** More requests than one read of the socket brings: what bounds them is the connection. */
    private static final int MAX_PIPELINED = 16 * 1024;

    @Override
    public String name() {
        return "http";
    }

    @Override
    public ConfigType<HttpConfig> config() {
        return new ConfigType<>(HttpConfig.class, HttpConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public boolean enabled(HttpConfig config) {
        return config.enabled();
    }

    @Override
    public ClientProtocol start(
            HttpConfig config, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        HttpConnection.Doors doors = doors(config, data, admin, env.version(), env.security());
        HttpDecoderConfig decoding =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(config.maxHeadBytes())
                        .setMaxHeaderSize(config.maxHeadBytes());
        return ClientServer.start(
                env,
                config.port(),
                config.maxConnections(),
                (channel, driver) -> {
                    channel.config().setWriteBufferWaterMark(UNREAD);
                    channel.pipeline()
                            .addLast(
                                    new IdleStateHandler(
                                            config.idle().toMillis(), 0, 0, TimeUnit.MILLISECONDS))
                            .addLast(new HttpServerCodec(decoding, MAX_PIPELINED))
                            .addLast(new HttpConnection(channel, driver.loop(), doors));
                });
    }

    HttpConnection.Doors doors(
            HttpConfig config,
            KeyValueService data,
            AdminService admin,
            String version,
            Security security) {
        AccessControl access = security.access();
        return new HttpConnection.Doors(
                security,
                caller ->
                        router(
                                config,
                                access.guard(data, caller),
                                access.guard(admin, caller),
                                version),
                router(
                        config,
                        access.guard(data, Principal.ANYBODY),
                        access.guard(admin, Principal.ANYBODY),
                        version));
    }

    private static Router router(
            HttpConfig config, KeyValueService data, AdminService admin, String version) {
        return new Router(
                new KeyApi(data, admin),
                new AdminApi(admin, version),
                new BucketApi(admin),
                new ListApi(data),
                new BatchApi(data, config),
                new OperationApi(data),
                new TaskApi(admin),
                new WatchApi(data),
                config.maxBodyBytes());
    }
}
