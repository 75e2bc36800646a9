package dev.cairn.testkit.sim;

import dev.cairn.api.spi.FrameKinds;

/**
 * What happens to the frames whose receivers are made for it: those of failure detectors and
 * disseminations, whose contracts allow loss, repetition and reordering. All others travel in a
 * stream. Probabilities are 0 to 1, each drawn for every frame by itself.
 *
 * @param loss chance that it never arrives
 * @param duplication chance that it arrives twice
 * @param reordering chance that it is held back for up to 100 ms
 */
public record Datagrams(double loss, double duplication, double reordering) {
    /** Nothing of that: they travel in the stream with the rest. */
    public static final Datagrams NONE = new Datagrams(0, 0, 0);

    boolean carry(int kind) {
        return !equals(NONE) && (kind == FrameKinds.DETECTOR || kind == FrameKinds.DISSEMINATION);
    }
}
