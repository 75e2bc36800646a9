package dev.cairn.api;

import dev.cairn.api.cluster.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * What a request may set for itself; what is empty follows the bucket's properties.
 *
 * @param consistency R of a read, W of a write
 * @param sloppy whether fallback nodes may count towards it
 * @param coordinator the replica that shall coordinate, for tests and debugging
 * @param timeout when the caller gives up; the node's default when empty
 */
public record RequestOptions(
        Optional<Consistency> consistency,
        Optional<Boolean> sloppy,
        Optional<NodeId> coordinator,
        Optional<Duration> timeout) {
    /** Everything as the bucket says. */
    public static final RequestOptions DEFAULT =
            new RequestOptions(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with this consistency. */
    public RequestOptions with(Consistency wanted) {
        return new RequestOptions(Optional.of(wanted), sloppy, coordinator, timeout);
    }

    /** The same with this coordinator. */
    public RequestOptions through(NodeId node) {
        return new RequestOptions(consistency, sloppy, Optional.of(node), timeout);
    }
}
