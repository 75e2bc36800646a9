package dev.cairn.bench.cluster;

import dev.cairn.api.cluster.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** The Redis protocol by Jedis, the nodes in turn; always bucket {@code redis:0}. */
final class RespTarget implements Target {
    private final List<RedisClient> nodes = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    /** At most {@code connections} to each node. */
    RespTarget(List<Address> addresses, int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        for (Address address : addresses) {
            nodes.add(
                    RedisClient.builder()
                            .hostAndPort(address.host(), address.port())
                            .poolConfig(pool)
                            .build());
        }
    }

    @Override
    public boolean get(String key) {
        return node().get(key.getBytes(StandardCharsets.UTF_8)) != null;
    }

    @Override
    public void put(String key, byte[] value) {
        node().set(key.getBytes(StandardCharsets.UTF_8), value);
    }

    @Override
    public void close() {
        nodes.forEach(RedisClient::close);
    }

    private RedisClient node() {
        return nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
    }
}
