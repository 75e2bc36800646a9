package dev.cairn.api.spi;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Machine;
import java.util.List;

/**
 * Starts whole nodes: what an assembled server does, without a command line, a process or client
 * protocols around it. A simulator, or a program that embeds a node, finds it by {@link
 * java.util.ServiceLoader}.
 *
 * <ol>
 *   <li>A node has no threads, files, clocks or randomness but those of its {@link Machine}, and no
 *       sockets but those of the transport that its configuration names.
 *   <li>It starts no client protocol: its services are called directly.
 *   <li>The same configuration on an empty machine makes the same node, and so does the data it
 *       left behind.
 * </ol>
 */
public interface NodeProvider {
    /**
     * Starts a node and answers it once it serves, or, when it belongs to no cluster yet, once it
     * asks to be let in. Throws a {@link RuntimeException} whose message says what stands against
     * it: a wrong configuration, a refused data directory, a {@link StorageException}.
     */
    Node start(Configuration configuration, Machine machine);

    /**
     * What a node is told.
     *
     * @param yaml a configuration file's text; empty for none
     * @param settings {@code key=value} texts that win over it, the last of a key wins
     * @param bootstrap whether an empty data directory shall become a cluster of its own
     */
    record Configuration(String yaml, List<String> settings, boolean bootstrap) {
        /** Copies the list. */
        public Configuration {
            settings = List.copyOf(settings);
        }
    }

    /** A node that serves until it is closed. */
    interface Node extends AutoCloseable {
        /** Its name. */
        NodeId self();

        /**
         * Whether it is in a cluster; until then the data service answers {@code UNAVAILABLE} and
         * the control service throws it.
         */
        boolean isInside();

        /** The data service. */
        KeyValueService keyValues();

        /** The control service. */
        AdminService admin();

        /**
         * Stops as a server does: takes nothing new, lets what is in flight end, marks the stop as
         * clean, and closes its machine.
         */
        @Override
        void close();
    }
}
