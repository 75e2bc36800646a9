package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GrpcClientTest extends ClientContract {
    @Override
    ScriptedNode start(String id, ScriptedNode.Store store) throws IOException {
        return new GrpcNode(id, store);
    }

    @Override
    ClientConfig over(ClientConfig config) {
        return config.over("grpc");
    }

    @Test
    void aProtocolThatNothingSpeaksIsRefusedWithThoseThatThereAre() throws IOException {
        try (ScriptedNode node = start("n4", new ScriptedNode.Store())) {
            ClientConfig config = ClientConfig.of(node.address()).over("pigeon");
            assertThatThrownBy(() -> CairnClient.connect(config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("native, grpc");
        }
    }
}
