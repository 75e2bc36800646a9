package dev.cairn.transport.grpc;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ClientCodec;
import dev.cairn.testkit.contract.ClientProtocolContract;
import java.io.IOException;
import java.util.Optional;

class GrpcContractTest extends ClientProtocolContract {
    /** What a port takes of one connection. */
    private static final int MOST_IN_WORK = 1024;

    private static final int MAX_MESSAGE_BYTES = 64 * 1024;

    @Override
    protected ClientProtocol.Provider<?> provider() {
        return new GrpcProtocolProvider();
    }

    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        GrpcConfig config = new GrpcConfig(true, port, MAX_MESSAGE_BYTES, 4 * MOST_IN_WORK, false);
        return new GrpcProtocolProvider().start(config, data, admin, env);
    }

    @Override
    protected ClientCodec codec(Optional<Credentials> shown) {
        return new GrpcCodec(shown, MAX_MESSAGE_BYTES);
    }

    @Override
    protected int mostInWork() {
        return MOST_IN_WORK;
    }
}
