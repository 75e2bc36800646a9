package dev.cairn.lsm.spi;

import dev.cairn.api.spi.Plugin;
import java.util.Optional;

/**
 * Says which tables to merge next. It only picks: one machine of the engine's own merges.
 *
 * <ol>
 *   <li>A pick is a pure function of the levels: it touches nothing, and the same levels give the
 *       same pick. Safe for all threads.
 *   <li>A pick is one that {@link Levels#refusal} has nothing against.
 *   <li>Carrying out its picks comes to rest: after finitely many there is nothing to pick.
 *   <li>At rest the runs that a read must ask stay few, however many tables were flushed: at most
 *       {@value #MOST_RUNS} for a thousand flushes.
 *   <li>It goes on from whatever levels another strategy left.
 *   <li>The bytes it has rewritten for each byte flushed stay below {@value #MOST_REWRITES} for a
 *       thousand flushes.
 *   <li>Rules 1 to 3 hold for what it picks at rest, too.
 * </ol>
 */
public interface CompactionStrategy {
    /** Rule 4. */
    int MOST_RUNS = 24;

    /** Rule 6. */
    int MOST_REWRITES = 40;

    /** What to merge next; empty when the levels are as they should be. */
    Optional<Pick> pick(Levels levels);

    /**
     * What to merge besides while hardly anybody writes, so that reads ask fewer runs and what was
     * overwritten gives up its room; asked for when there is nothing else to pick.
     */
    default Optional<Pick> pickAtRest(Levels levels) {
        return Optional.empty();
    }

    /** Makes strategies. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A strategy for a store whose flushes make tables of about {@code tableBytes}. */
        CompactionStrategy open(C config, long tableBytes);
    }
}
