package dev.cairn.api.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What keeps a dialled link up: attempt after attempt, after each failure and each end, with
 * growing pauses, until closed. The same outcome again and again is told once. For the link's lane,
 * except where said.
 */
public final class Redial {
    private final Address address;
    private final Lane lane;
    private final Backoff backoff;
    private final EventSink events;
    private final Runnable attempt;
    private final AtomicBoolean started = new AtomicBoolean();
    private String lastTold = "";
    private volatile boolean closed;

    /**
     * For one address; nothing happens before {@link #start}.
     *
     * @param address where the peer listens
     * @param lane where the link lives
     * @param backoff the pauses
     * @param events is told what becomes of the attempts
     * @param attempt begins one, whose outcome is to be told here: {@link #up}, {@link #refused} or
     *     {@link #failed}; not always called on the lane
     */
    public Redial(Address address, Lane lane, Backoff backoff, EventSink events, Runnable attempt) {
        this.address = address;
        this.lane = lane;
        this.backoff = backoff;
        this.events = events;
        this.attempt = attempt;
    }

    /** Begins; repeating it does nothing. Safe for all threads. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            attempt.run();
        }
    }

    /** The attempt has become a connection to {@code peer}. */
    public void up(NodeId peer) {
        backoff.reset();
        tell(Event.Severity.INFO, "link to " + peer + " at " + address + " is up");
    }

    /** One of the two does not want the other, and will not soon: the pause is the longest. */
    public void refused(String reason) {
        backoff.slowest();
        tell(Event.Severity.WARNING, address + " refused the link: " + reason);
        again();
    }

    /** The attempt came to nothing. */
    public void failed(String cause) {
        tell(Event.Severity.INFO, "no link to " + address + ": " + cause);
        again();
    }

    /** The connection to {@code peer} has ended. */
    public void lost(NodeId peer, String cause) {
        tell(Event.Severity.WARNING, "link to " + peer + " at " + address + " is down: " + cause);
        again();
    }

    private void again() {
        if (!closed) {
            lane.after(backoff.next(), attempt);
        }
    }

    private void tell(Event.Severity severity, String message) {
        if (!closed && !message.equals(lastTold)) {
            lastTold = message;
            events.emit(new Event.Note(severity, message));
        }
    }

    /** Whether there are no attempts any more. Safe for all threads. */
    public boolean isClosed() {
        return closed;
    }

    /** Tries and tells nothing any more. */
    public void close() {
        closed = true;
    }
}
