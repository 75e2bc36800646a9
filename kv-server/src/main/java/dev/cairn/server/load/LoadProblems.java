package dev.cairn.server.load;

import java.util.function.Consumer;

/** Tells the first refused records one by one; the others are counted. Safe for all threads. */
final class LoadProblems {
    private static final int MOST_TOLD = 20;

    private final Consumer<String> tell;
    private int told;

    LoadProblems(Consumer<String> tell) {
        this.tell = tell;
    }

    synchronized void refused(long line, String code, String detail) {
        told++;
        if (told <= MOST_TOLD) {
            tell.accept("error: " + code + ": line " + line + ": " + detail);
        } else if (told == MOST_TOLD + 1) {
            tell.accept("further refused records are counted only");
        }
    }
}
