package dev.cairn.testkit.cluster;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How a {@link Nemesis} behaves.
 *
 * @param faults what it does, each as likely as the others
 * @param pause mean time from one fault's beginning to the next's
 * @param length mean time that a fault lasts
 * @param atOnce how many last at the same time, at most
 */
public record Intensity(List<Fault> faults, Duration pause, Duration length, int atOnce) {
    /**
     * Nothing dies: a network with bad moments, slow and paused nodes, wrong clocks; one at a time.
     */
    public static final Intensity GENTLE =
            of(
                    EnumSet.of(
                            Fault.PARTIAL_PARTITION,
                            Fault.ONE_WAY_PARTITION,
                            Fault.SLOW_LINK,
                            Fault.BAD_NETWORK_CARD,
                            Fault.NARROW_LINKS,
                            Fault.SLOW_NODE,
                            Fault.SLOW_DISK,
                            Fault.PAUSE,
                            Fault.CLOCK_JUMP,
                            Fault.CLOCK_DRIFT),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(4),
                    1);

    /**
     * What a bad year brings, in minutes: processes and machines die, networks part; two at once.
     */
    public static final Intensity ROUGH =
            of(
                    EnumSet.complementOf(
                            EnumSet.of(
                                    Fault.BLACKOUT,
                                    Fault.FULL_DISK,
                                    Fault.FAILING_SYNCS,
                                    Fault.FAILING_READS,
                                    Fault.LOST_SYNCS,
                                    Fault.BIT_FLIP,
                                    Fault.LOST_DISK)),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5),
                    2);

    /** Everything there is, disks included, up to three at once. */
    public static final Intensity HOSTILE =
            of(EnumSet.allOf(Fault.class), Duration.ofSeconds(2), Duration.ofSeconds(5), 3);

    /** Copies the list. */
    public Intensity {
        faults = List.copyOf(faults);
    }

    /** An intensity with these faults. */
    public static Intensity of(Set<Fault> faults, Duration pause, Duration length, int atOnce) {
        return new Intensity(List.copyOf(EnumSet.copyOf(faults)), pause, length, atOnce);
    }

    /** The same with one fault only. */
    public Intensity only(Fault fault) {
        return new Intensity(List.of(fault), pause, length, atOnce);
    }
}
