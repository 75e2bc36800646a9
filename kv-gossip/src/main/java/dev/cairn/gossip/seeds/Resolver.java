package dev.cairn.gossip.seeds;

import java.util.List;

/** What {@link DnsSeeds} asks. Answers are empty when there are none or nobody answers. */
interface Resolver {
    /** The literal addresses of a host. */
    List<String> addresses(String host);

    /** The servers of a service. */
    List<Server> servers(String service);

    /**
     * One SRV record.
     *
     * @param priority who to ask first, lowest first
     * @param weight how often among those of one priority
     * @param host its name
     * @param port its port
     */
    record Server(int priority, int weight, String host, int port) {}
}
