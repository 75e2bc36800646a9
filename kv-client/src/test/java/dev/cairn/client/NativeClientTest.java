package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

class NativeClientTest extends ClientContract {
    @Override
    ScriptedNode start(String id, ScriptedNode.Store store) throws IOException {
        return new LoopbackNode(id, store);
    }

    @Override
    ClientConfig over(ClientConfig config) {
        return config;
    }

    @Override
    void checkConnections(List<ScriptedNode> asked) {
        assertThat(asked).allSatisfy(node -> assertThat(((LoopbackNode) node).sockets).hasSize(1));
    }
}
