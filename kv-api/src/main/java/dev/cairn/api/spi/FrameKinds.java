package dev.cairn.api.spi;

/** Who owns which frame kinds between peers. A kind outside these is dropped and counted. */
public final class FrameKinds {
    /** The failure detector's messages. */
    public static final int DETECTOR = 0x01;

    /** The dissemination's messages. */
    public static final int DISSEMINATION = 0x02;

    /** Messages of the cluster's registers. */
    public static final int REGISTERS = 0x10;

    /** Messages of the membership: announcements, progress, new topologies. */
    public static final int MEMBERSHIP = 0x11;

    /** The first kind of replication; it owns all from here to {@link #REPLICATION_LAST}. */
    public static final int REPLICATION_FIRST = 0x20;

    /** The last kind of replication. */
    public static final int REPLICATION_LAST = 0x7f;

    private FrameKinds() {}

    /** Whether a kind belongs to replication. */
    public static boolean isReplication(int kind) {
        return kind >= REPLICATION_FIRST && kind <= REPLICATION_LAST;
    }
}
