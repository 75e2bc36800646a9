package dev.cairn.gossip.seeds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A resolver that answers what a test has written down. */
final class ZoneFile implements Resolver {
    final Map<String, List<String>> addresses = new HashMap<>();
    final List<Server> servers = new ArrayList<>();

    @Override
    public List<String> addresses(String host) {
        return addresses.getOrDefault(host, List.of());
    }

    @Override
    public List<Server> servers(String service) {
        return List.copyOf(servers);
    }
}
