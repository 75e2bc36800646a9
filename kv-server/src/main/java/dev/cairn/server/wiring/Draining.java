package dev.cairn.server.wiring;

import dev.cairn.api.Drain;
import dev.cairn.api.Drain.Step;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This node on its way out of service, until it is taken back or its process ends. {@link #present}
 * may be called on any thread, the rest on the control lane.
 *
 * <pre>
 * begin ─▶ refuse clients · tell peers ─▶ requests end ─▶ hints go to their owners ─▶ sync ─▶ drained
 * </pre>
 */
final class Draining {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final NodeId self;
    private final Lane lane;
    private final InFlight requests;
    private final Replication replication;
    private final Runnable publish;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong safe = new AtomicLong();
    private volatile boolean on;
    private long asked;

    /**
     * In service.
     *
     * @param publish tells the others what this node says of itself
     */
    Draining(NodeId self, Lane lane, InFlight requests, Replication replication, Runnable publish) {
        this.self = self;
        this.lane = lane;
        this.requests = requests;
        this.replication = replication;
        this.publish = publish;
    }

    /** Whether it is out of service, or on its way. */
    boolean isOn() {
        return on;
    }

    /** Takes the node out of service; does nothing when it is already. */
    void begin() {
        if (on) {
            return;
        }
        long drain = begun.incrementAndGet();
        on = true;
        requests.refuse(true);
        replication.drain();
        publish.run();
        look(drain);
    }

    /** Takes it back. */
    void undo() {
        if (on) {
            on = false;
            replication.resume();
            requests.refuse(false);
            publish.run();
        }
    }

    /** Once nothing is left to hand over, what was written is made safe. */
    private void look(long drain) {
        if (!on || drain != begun.get() || drain == asked) {
            return;
        }
        if (step() == Step.SYNC) {
            asked = drain;
            replication.whenSafe(() -> safe.accumulateAndGet(drain, Math::max));
        } else {
            lane.after(LOOK_EVERY, () -> look(drain));
        }
    }

    private Step step() {
        if (!requests.isEmpty()) {
            return Step.REQUESTS;
        }
        if (replication.keptForOthers() > 0) {
            return Step.HINTS;
        }
        return safe.get() == begun.get() ? Step.DRAINED : Step.SYNC;
    }

    /** How far it is; empty when it is in service. */
    Optional<Drain> present() {
        if (!on) {
            return Optional.empty();
        }
        Step step = step();
        long left =
                switch (step) {
                    case REQUESTS -> requests.size();
                    case HINTS -> replication.keptForOthers();
                    case SYNC, DRAINED -> 0;
                };
        return Optional.of(new Drain(self, step, left));
    }
}
