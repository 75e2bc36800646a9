package dev.cairn.server.local;

import dev.cairn.api.cluster.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One node of a local cluster.
 *
 * @param id its name
 * @param folder where its configuration, data and log are
 * @param peerPort its port for peers
 * @param besidePeers the client protocols that share that port, by name
 * @param protocolPorts the ports of its client protocols, by the protocol's name
 */
public record NodePlan(
        String id,
        Path folder,
        int peerPort,
        List<String> besidePeers,
        SortedMap<String, Integer> protocolPorts) {
    /** Where local clusters listen. */
    static final String HOST = "127.0.0.1";

    private static final String ADMINISTRATION = "http";

    /** Copies both. */
    public NodePlan {
        besidePeers = List.copyOf(besidePeers);
        protocolPorts = new TreeMap<>(protocolPorts);
    }

    /** Its configuration file. */
    public Path config() {
        return folder.resolve("node.yaml");
    }

    /** Its log. */
    public Path log() {
        return folder.resolve("log");
    }

    /** Where it answers HTTP. */
    public Address http() {
        Integer port = protocolPorts.get(ADMINISTRATION);
        if (port == null) {
            throw new LocalException("no protocol called " + ADMINISTRATION + " is installed");
        }
        return new Address(HOST, port);
    }

    /** Every place where clients find it, for people. */
    public String endpoints() {
        List<String> all = new ArrayList<>();
        besidePeers.forEach(protocol -> all.add(endpoint(protocol, peerPort)));
        protocolPorts.forEach((protocol, port) -> all.add(endpoint(protocol, port)));
        return String.join("  ", all);
    }

    private static String endpoint(String protocol, int port) {
        return protocol + " " + HOST + ":" + port;
    }
}
