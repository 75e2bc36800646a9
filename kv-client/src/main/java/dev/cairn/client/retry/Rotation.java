package dev.cairn.client.retry;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.client.routing.Router;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom one call asks next: the best node that it has not asked, and once it has asked all of them,
 * those again that answered, in turn. A node that said nothing is asked again when all others said
 * nothing either: each time costs the patience of an attempt. For one thread at a time.
 */
final class Rotation {
    private final Router router;
    private final Set<Address> asked = new HashSet<>();
    private final Set<Address> silent = new HashSet<>();
    private boolean allAsked;

    Rotation(Router router) {
        this.router = router;
    }

    Address next(Key key, boolean write) {
        Address node = router.next(key, write, asked);
        if (asked.add(node)) {
            return node;
        }
        allAsked = true;
        asked.clear();
        asked.addAll(silent);
        Address again = router.next(key, write, asked);
        if (!asked.add(again)) {
            silent.clear();
            asked.clear();
            asked.add(again);
        }
        return again;
    }

    /** The node could not be reached, or did not answer in time. */
    void silent(Address node) {
        silent.add(node);
    }

    /** Whether some are asked again by now, so that there is reason to pause. */
    boolean haveAllBeenAsked() {
        return allAsked;
    }

    /** As if nobody had been asked. */
    void begin() {
        asked.clear();
        silent.clear();
        allAsked = false;
    }
}
