package dev.cairn.server.wiring;

import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.config.SecuritySettings;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Keeps a node from serving more than its own machine when it does not know peers by certificate
 * and clients by name, unless its operator said so in words.
 */
final class Exposure {
    private static final String NOBODY_ASKS = "none";

    private Exposure() {}

    /** Throws {@link StartException} when the node may not listen where it was told. */
    static void check(NodeConfig config) {
        String host = config.node().host();
        boolean loopback;
        try {
            loopback = InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new StartException(
                    Code.CONFIG, "node.host: no address is known for \"" + host + "\"", unknown);
        }
        boolean asks = !config.plugins().chosen(Service.AUTHENTICATOR).name().equals(NOBODY_ASKS);
        if (!loopback && !(config.tls().isOn() && asks) && !config.security().open()) {
            throw new StartException(
                    Code.INSECURE,
                    "node.host "
                            + host
                            + " is reachable from other machines, and "
                            + (config.tls().isOn()
                                    ? "anybody who reaches it may read and write; set authenticator: users (kv users)"
                                    : "nobody has to say who he is; set security.tls (kv certs) and authenticator: users"
                                            + " (kv users)")
                            + ", keep 127.0.0.1, or set security.allow-unauthenticated: \""
                            + SecuritySettings.IN_WORDS
                            + "\"");
        }
    }
}
