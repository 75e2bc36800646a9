package dev.cairn.transport.grpc.link;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientLink;
import java.io.IOException;

/** Connections of kv-client over {@code grpc}. */
public final class GrpcLinkProvider implements ClientLink.Provider {
    /** A provider; opens nothing. */
    public GrpcLinkProvider() {}

    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public ClientLink open(Address node, ClientLink.Terms terms) throws IOException {
        return GrpcLink.open(node, terms);
    }
}
