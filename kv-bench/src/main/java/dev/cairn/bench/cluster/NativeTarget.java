package dev.cairn.bench.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Address;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import java.util.List;
import java.util.Optional;

/** The native protocol, by the Java client. */
final class NativeTarget implements Target {
    private final CairnClient client;
    private final String bucket;
    private final RequestOptions options;

    NativeTarget(List<Address> nodes, String bucket, RequestOptions options) {
        this.client = CairnClient.connect(ClientConfig.of(nodes.toArray(Address[]::new)));
        this.bucket = bucket;
        this.options = options;
    }

    @Override
    public boolean get(String key) {
        return client.blocking().get(new GetRequest(key(key), options)).found();
    }

    @Override
    public void put(String key, byte[] value) {
        client.blocking()
                .put(
                        new PutRequest(
                                key(key),
                                Bytes.wrap(value),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                options));
    }

    @Override
    public void close() {
        client.close();
    }

    private Key key(String key) {
        return new Key(bucket, Bytes.utf8(key));
    }
}
