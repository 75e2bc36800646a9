package dev.cairn.server.wiring;

import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.config.SecuritySettings;
import dev.cairn.server.wiring.StartException.Code;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Keeps a node without authentication from serving more than its own machine, unless its operator
 * said so in words.
 */
final class Exposure {
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
        if (!loopback && !config.security().open()) {
            throw new StartException(
                    Code.INSECURE,
                    "node.host "
                            + host
                            + " is reachable from other machines and this version has no authentication;"
                            + " keep 127.0.0.1, or set security.allow-unauthenticated: \""
                            + SecuritySettings.IN_WORDS
                            + "\"");
        }
    }
}
