package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.Topology;
import java.util.Optional;

/**
 * How a node stands to the topology it goes by, and to what others know of it. Only a member serves
 * and speaks of liveness; data it exchanges with the others until it has handed over all it had.
 */
enum Standing {
    /** The first members have not all met yet. */
    WAITS("the first members of the cluster have not all met yet"),
    /** It is listed, and has yet to hear which properties of buckets were set. */
    LEARNS("this node has yet to hear of the buckets' properties"),
    /** It is listed on its own data directory. */
    MEMBER(""),
    /** Its name is listed on another data directory, or it is not listed. */
    STRANGER("the cluster knows this node on another data directory; it asks to be taken back"),
    /** Others have seen more of its data directory than it holds (CORRECTNESS rule 1). */
    OUTDATED(
            "this node's data directory is an old copy: other members have seen more of it than it"
                    + " holds; empty it and start the node again"),
    /** It has left; what it still holds goes to its owners (CORRECTNESS rule 9). */
    LEFT("this node has left the cluster"),
    /** It was removed without its help. */
    EVICTED(
            "this node was removed from the cluster; kv salvage sets aside what it alone still has");

    private final String reason;

    Standing(String reason) {
        this.reason = reason;
    }

    /** Why it does not serve, in words. */
    String reason() {
        return reason;
    }

    /** Whether it speaks of liveness and passes on what it hears. */
    boolean speaks() {
        return this == MEMBER || this == LEARNS;
    }

    /** Whether it sends data to the others and takes theirs. */
    boolean exchangesData() {
        return this == MEMBER || this == LEFT;
    }

    /** That of {@code self} as it describes itself. */
    static Standing of(Topology topology, Member self) {
        Optional<Member> listed = topology.member(self.id());
        if (listed.isEmpty()) {
            return STRANGER;
        }
        Member member = listed.get();
        if (member.storage() == 0 || topology.voters().areUnseen()) {
            return WAITS;
        }
        if (member.storage() != self.storage()) {
            return STRANGER;
        }
        return switch (member.state()) {
            case JOINING, ACTIVE, LEAVING -> MEMBER;
            case LEFT -> LEFT;
            case EVICTED -> EVICTED;
        };
    }
}
