package dev.cairn.api.spi;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.Security;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Frames between nodes.
 *
 * <ol>
 *   <li>A frame arrives whole and unchanged, or not at all; frames of one link arrive in the order
 *       they were offered, without repetition, until the link goes down.
 *   <li>A link is up after a handshake in which both sides agreed on cluster id and protocol
 *       version, the newest that both speak, and told their node ids; a node of another cluster, or
 *       without a common version, is refused and told why.
 *   <li>{@link Link#offer} never blocks; it answers false when the link is down or its buffer is
 *       full, and the frame was not taken. {@link Link#onWritable} tells once when it is worth
 *       trying again.
 *   <li>Every link that {@link #link} made reconnects by itself, with growing pauses and jitter,
 *       until closed.
 *   <li>{@link FrameHandler} is called on a lane; the payload is valid during the call only.
 *   <li>For each link, {@code up} comes before its frames and {@code down} after them.
 *   <li>A frame over {@value #MAX_FRAME_BYTES} bytes is refused by {@link Link#offer} with {@link
 *       IllegalArgumentException}; one that arrives closes the link.
 *   <li>{@link #link} of the same address answers the same link; all methods may be called on any
 *       thread.
 *   <li>After {@link #close} nothing is delivered and no port is held.
 *   <li>A node of no cluster yet, {@link ClusterId#NONE}, may call any node and is accepted, and
 *       {@link Link#cluster} tells on both sides who is of which; such a node accepts nobody.
 * </ol>
 */
public interface Transport extends AutoCloseable {
    /** The largest payload, in bytes. */
    int MAX_FRAME_BYTES = 16 * 1024 * 1024;

    /**
     * Accepts links at an address; answers where it really listens. Throws when the port is taken.
     */
    Address listen(Address at, FrameHandler handler) throws IOException;

    /**
     * The link to the peer at an address, made on first call; its frames go to the handler given to
     * {@link #listen}.
     */
    Link link(Address peer);

    @Override
    void close();

    /** A way to one peer. */
    interface Link {
        /** The peer's id; meaningful once {@link FrameHandler#up} was called. */
        NodeId peer();

        /**
         * The peer's cluster, {@link ClusterId#NONE} for a peer that asks to be let in; meaningful
         * once {@link FrameHandler#up} was called.
         */
        ClusterId cluster();

        /**
         * The version of the transport's protocol that both sides speak; meaningful once {@link
         * FrameHandler#up} was called.
         */
        int version();

        /** Whether frames are taken just now. */
        boolean isUp();

        /** Takes a frame to send; false when it was not taken. */
        boolean offer(Frame frame);

        /** Runs {@code again} once, on a lane, when {@link #offer} may succeed again. */
        void onWritable(Runnable again);

        /**
         * Ends the link for good, in both directions; {@link Transport#link} of its address makes a
         * new one. May be called on any thread.
         */
        void close();
    }

    /** A message on its way out: written straight into the transport's buffer. */
    interface Frame {
        /** What kind, 0 to 255: see {@link FrameKinds}. */
        int kind();

        /** Payload bytes. */
        int size();

        /** Writes exactly {@link #size} bytes. */
        void writeTo(MemorySegment target);

        /** A frame over bytes that are ready. */
        static Frame of(int kind, MemorySegment payload) {
            return new BytesFrame(kind, payload);
        }
    }

    /**
     * A frame over bytes that are ready.
     *
     * @param kind what kind
     * @param payload the bytes, unchanged until sent
     */
    record BytesFrame(int kind, MemorySegment payload) implements Frame {
        @Override
        public int size() {
            return Math.toIntExact(payload.byteSize());
        }

        @Override
        public void writeTo(MemorySegment target) {
            target.copyFrom(payload);
        }
    }

    /** Takes what arrives. */
    interface FrameHandler {
        /** A frame; answers may go back through {@code from}. */
        void frame(Link from, int kind, MemorySegment payload);

        /** A link is up, in either direction. */
        void up(Link link);

        /** A link is down; frames offered before may be lost. */
        void down(Link link, String cause);
    }

    /**
     * What a transport may use.
     *
     * @param cluster the cluster's id, told and checked in the handshake; {@link ClusterId#NONE}
     *     for a node that asks to be let into one
     * @param self the node's id
     * @param lanes the node's lanes, at least one
     * @param events where it tells what happened
     * @param security with which identity links are encrypted; where there is one, a peer shows a
     *     certificate of its cluster and its own name, or is refused
     */
    record Env(
            ClusterId cluster, NodeId self, List<Lane> lanes, EventSink events, Security security) {
        /** Without encryption. */
        public Env(ClusterId cluster, NodeId self, List<Lane> lanes, EventSink events) {
            this(cluster, self, lanes, events, Security.OPEN);
        }
    }

    /** Opens transports. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** Where a node listens for its peers when its configuration names no port. */
        default int port() {
            return 4700;
        }

        /** A transport with this configuration; listens nowhere yet. */
        Transport open(C config, Env env);
    }
}
