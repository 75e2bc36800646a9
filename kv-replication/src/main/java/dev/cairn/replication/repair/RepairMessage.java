package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What replicas say to each other in an exchange. Encoded by {@link RepairCodec}, drawn in
 * docs/formats/peer-messages.md. None is answered as such, and each is dropped by a node that sees
 * another epoch.
 */
public sealed interface RepairMessage {
    /** The topology's epoch in the sender's eyes. */
    long epoch();

    /** The same message in parts that each concern the slices of one of {@code lanes} lanes. */
    List<? extends RepairMessage> byLane(int lanes);

    /** The slice by which the message finds its lane, once it is split. */
    int slice();

    /**
     * This is what I hold of some slices that we both own.
     *
     * @param epoch the sender's epoch
     * @param slices at least one
     */
    record SliceDigests(long epoch, List<SliceDigest> slices) implements RepairMessage {
        /** Copies the list. */
        public SliceDigests {
            slices = List.copyOf(slices);
        }

        @Override
        public List<SliceDigests> byLane(int lanes) {
            if (lanes == 1) {
                return List.of(this);
            }
            List<SliceDigests> parts = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int wanted = lane;
                List<SliceDigest> part =
                        slices.stream().filter(of -> of.slice() % lanes == wanted).toList();
                if (!part.isEmpty()) {
                    parts.add(new SliceDigests(epoch, part));
                }
            }
            return parts;
        }

        @Override
        public int slice() {
            return slices.getFirst().slice();
        }
    }

    /**
     * These are my keys of one slice, from one key to another, of those that we both own.
     *
     * @param epoch the sender's epoch
     * @param slice the slice
     * @param round the round under which the sender has read it
     * @param after the page begins behind this key; empty for the slice's first
     * @param upTo the page ends with this key; empty for the slice's last
     * @param keys every key between that the sender holds, in order
     */
    record KeyDigests(
            long epoch, int slice, long round, Bytes after, Bytes upTo, List<KeyDigest> keys)
            implements RepairMessage {
        /** Copies the list. */
        public KeyDigests {
            keys = List.copyOf(keys);
        }

        @Override
        public List<KeyDigests> byLane(int lanes) {
            return List.of(this);
        }
    }

    /**
     * Send me these items, and go on.
     *
     * @param epoch the sender's epoch
     * @param slice the slice
     * @param keys storage keys whose items the sender wants
     * @param more whether it wants a further page of key digests
     * @param after where that page begins
     */
    record Wanted(long epoch, int slice, List<Bytes> keys, boolean more, Bytes after)
            implements RepairMessage {
        /** Copies the list. */
        public Wanted {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Wanted> byLane(int lanes) {
            return List.of(this);
        }
    }
}
