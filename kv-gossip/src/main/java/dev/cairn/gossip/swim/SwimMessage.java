package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.NodeId;
import java.util.List;

/**
 * What one node tells another.
 *
 * @param sender the sender's incarnation: any message is a sign of its life
 * @param body what it is for
 * @param news updates that ride along
 */
record SwimMessage(Incarnation sender, Body body, List<Update> news) {
    /** What a message is for. */
    sealed interface Body {}

    /**
     * Are you there?
     *
     * @param number the asker's number of the probe
     */
    record Ping(long number) implements Body {}

    /**
     * Please ask whether that one is there.
     *
     * @param number the asker's number of the probe
     * @param target whom to ask
     */
    record PingRequest(long number, NodeId target) implements Body {}

    /**
     * Yes: the one who was asked says so, or a helper that heard it say so.
     *
     * @param number the asker's number of the probe
     */
    record Ack(long number) implements Body {}

    /**
     * A helper has no answer so far, but is there itself.
     *
     * @param number the asker's number of the probe
     */
    record Nack(long number) implements Body {}

    /** Only news. */
    record News() implements Body {}

    /**
     * All that the sender knows, or a part of it.
     *
     * @param answer whether the receiver is to send its own in return
     */
    record Sync(boolean answer) implements Body {}
}
