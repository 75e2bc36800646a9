package dev.cairn.lsm;

import dev.cairn.testkit.sim.DiskFaults.Effect;
import dev.cairn.testkit.sim.DiskFaults.Fate;
import dev.cairn.testkit.sim.DiskFaults.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Something that goes wrong at one time that one site is reached, or nothing. A full disk lasts
 * until it is healed, death for ever; a failure is one. Counts how often each site is reached.
 */
final class Mishap implements Fate {
    private final Map<DiskSite, Integer> reached = new HashMap<>();
    private final Predicate<DiskSite> site;
    private final Effect effect;
    private int before;
    private boolean happened;
    private boolean lasting;
    private boolean atLock;

    private Mishap(Predicate<DiskSite> site, Effect effect, int before) {
        this.site = site;
        this.effect = effect;
        this.before = before;
    }

    static Mishap none() {
        return new Mishap(site -> false, Effect.DONE, 0);
    }

    /** After the site was reached {@code before} times. */
    static Mishap at(DiskSite site, Effect effect, int before) {
        return new Mishap(site::equals, effect, before);
    }

    /** The disk is full once {@code allocations} writes and new files have found room. */
    static Mishap fullAfter(int allocations) {
        return new Mishap(site -> takesRoom(site.operation()), Effect.FULL, allocations);
    }

    private static boolean takesRoom(Operation operation) {
        return operation == Operation.WRITE || operation == Operation.CREATE;
    }

    /** What may go wrong there. */
    static List<Effect> effects(Operation operation) {
        return switch (operation) {
            case WRITE -> List.of(Effect.FAIL, Effect.FULL, Effect.TEAR, Effect.DEAD);
            case CREATE -> List.of(Effect.FAIL, Effect.FULL, Effect.DEAD);
            case SYNC, NAME, READ -> List.of(Effect.FAIL, Effect.DEAD);
        };
    }

    @Override
    public Effect of(Operation operation, String file) {
        if (lasting) {
            if (effect == Effect.FULL) {
                return takesRoom(operation) ? Effect.FULL : Effect.DONE;
            }
            return Effect.DEAD;
        }
        DiskSite here = DiskSite.of(operation, file);
        reached.merge(here, 1, Integer::sum);
        if (happened || !site.test(here) || before-- > 0) {
            return Effect.DONE;
        }
        happened = true;
        atLock = here.kind().equals("lock");
        lasting = effect != Effect.FAIL;
        return effect;
    }

    Map<DiskSite, Integer> reached() {
        return reached;
    }

    boolean hasHappened() {
        return happened;
    }

    /** Whether the process is dead. */
    boolean isDeadly() {
        return happened && (effect == Effect.TEAR || effect == Effect.DEAD);
    }

    boolean isFull() {
        return happened && effect == Effect.FULL;
    }

    /** Whether it may look as if the store were open elsewhere. */
    boolean isAtLock() {
        return atLock;
    }

    /** The disk works again. */
    void heal() {
        lasting = false;
    }
}
