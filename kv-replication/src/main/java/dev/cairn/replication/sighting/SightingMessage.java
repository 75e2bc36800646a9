package dev.cairn.replication.sighting;

import dev.cairn.api.cluster.NodeId;
import java.util.Set;

/**
 * What members say to each other of their data directories. Encoded by {@link SightingCodec}, drawn
 * in docs/formats/peer-messages.md.
 */
public sealed interface SightingMessage {
    /** What the process drew that presents the directory. */
    long nonce();

    /**
     * This is my data directory; have you seen more of it? Answered by {@link Seen}.
     *
     * @param storage the directory's id
     * @param before how the last process left it, as this one found it
     * @param now this process
     * @param inUse whether this process uses it already, so that its sighting is to be kept
     */
    record Presented(long storage, Sighting before, Sighting now, boolean inUse)
            implements SightingMessage {
        @Override
        public long nonce() {
            return now.nonce();
        }

        /**
         * Whether what was seen of the directory is more than it holds. What was seen of this very
         * process is not: its question may come behind what it told later.
         */
        boolean lacks(Sighting seen) {
            if (seen.isOfRun(now)) {
                return false;
            }
            return seen.run() > before.run()
                    || seen.run() == before.run()
                            && (seen.nonce() != before.nonce()
                                    || seen.position() > before.position());
        }
    }

    /**
     * The answer.
     *
     * @param nonce as it was presented
     * @param kept whether the process that was presented is remembered from now on
     * @param more whether more was seen than it holds
     * @param last what was seen; before this was asked when it is more
     * @param dead members that the one that answers takes for dead; none is named to a process that
     *     uses the directory already
     */
    record Seen(long nonce, boolean kept, boolean more, Sighting last, Set<NodeId> dead)
            implements SightingMessage {}
}
