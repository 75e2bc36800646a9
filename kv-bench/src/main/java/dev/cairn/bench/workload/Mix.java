package dev.cairn.bench.workload;

/** Cheap randomness that is a function of its input. */
public final class Mix {
    private Mix() {}

    /** Scatters numbers, no two onto the same one (the finalizer of SplitMix64, Steele 2014). */
    public static long of(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
