package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.admission.Admission;
import dev.cairn.gossip.admission.Envelope;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * Chooses what to tell and whom. A message has at most {@value HeartbeatMessage#MAX_ENTRIES}
 * entries: this node's own, those that are urgent (members in doubt, or dead since lately), and
 * then the others in turn; so what a node sends does not grow with the cluster beyond that.
 */
final class Teller {
    private static final int FAREWELLS = 8;

    /** Ticks for which the news of a death goes into every message. */
    private static final int URGENT_TICKS = 8;

    private final HeartbeatConfig config;
    private final FailureDetector.Env env;
    private final Admission admission;
    private final WireWriter out = new WireWriter(4 * 1024);
    private final BitSet chosen = new BitSet();
    private final BitSet self = new BitSet();
    private final BitSet urgent = new BitSet();
    private Roster roster = Roster.EMPTY;
    private int[] shuffled = {};
    private int ownPosition;
    private int urgentTicks;
    private int nextUrgent;
    private int nextTold;
    private int entries;
    private int room;

    Teller(HeartbeatConfig config, FailureDetector.Env env, Admission admission) {
        this.config = config;
        this.env = env;
        this.admission = admission;
    }

    void members(Roster members, Watched own) {
        roster = members;
        urgent.clear();
        self.clear();
        shuffled = new int[roster.size() - 1];
        int others = 0;
        for (int i = 0; i < roster.size(); i++) {
            if (roster.get(i) == own) {
                ownPosition = i;
                self.set(i);
            } else {
                shuffled[others++] = i;
            }
        }
        nextTold = env.random().nextInt(roster.size());
    }

    /** That member's entry goes into every message for a while. */
    void urgent(Watched member) {
        int position = roster.position(member);
        if (position >= 0) {
            urgent.set(position);
            urgentTicks = URGENT_TICKS;
        }
    }

    /** Tells a few members that live, and one that is dead. */
    void tell() {
        send(message(), config.fanout(), 1);
        if (urgentTicks > 0 && --urgentTicks == 0) {
            urgent.clear();
        }
    }

    /** Tells some that this node leaves; they pass it on. */
    void sayFarewell() {
        send(encode(self), FAREWELLS, 0);
    }

    /**
     * Sends to so many random members that live, and to so many that are dead but did not leave.
     */
    private void send(MemorySegment message, int mostLive, int mostDead) {
        int live = 0;
        int dead = 0;
        for (int position : shuffled) {
            Watched watched = roster.get(position);
            live += watched.liveness() != Liveness.DEAD ? 1 : 0;
            dead += isDeadToAsk(watched) ? 1 : 0;
        }
        live = Math.min(live, mostLive);
        dead = Math.min(dead, mostDead);
        for (int i = 0; live + dead > 0; i++) {
            Watched target = draw(i);
            if (target.liveness() != Liveness.DEAD && live > 0) {
                live--;
                env.send(target.id(), message);
            } else if (isDeadToAsk(target) && dead > 0) {
                dead--;
                env.send(target.id(), message);
            }
        }
    }

    private static boolean isDeadToAsk(Watched watched) {
        return watched.liveness() == Liveness.DEAD && !watched.left();
    }

    /** Tells somebody what it asked for, as far as it fits. */
    void answer(NodeId to, BitSet asked) {
        begin();
        int at = asked.nextSetBit(0);
        while (at >= 0 && choose(at)) {
            at = asked.nextSetBit(at + 1);
        }
        env.send(to, encode(chosen));
    }

    /** The i-th of a random order that is only shuffled as far as it is asked for. */
    private Watched draw(int i) {
        int j = i + env.random().nextInt(shuffled.length - i);
        int drawn = shuffled[j];
        shuffled[j] = shuffled[i];
        shuffled[i] = drawn;
        return roster.get(drawn);
    }

    private MemorySegment message() {
        begin();
        chooseUrgent();
        for (int i = 0; i < roster.size(); i++) {
            int at = (nextTold + i) % roster.size();
            if (!choose(at)) {
                nextTold = at;
                break;
            }
        }
        return encode(chosen);
    }

    /**
     * Chooses what is urgent for half of a message at most; the rest of it comes first next time.
     */
    private void chooseUrgent() {
        int start = nextUrgent;
        for (int i = 0; i < roster.size(); i++) {
            int at = (start + i) % roster.size();
            if (isUrgent(at)) {
                if (entries == HeartbeatMessage.MAX_ENTRIES / 2 || !choose(at)) {
                    nextUrgent = at;
                    return;
                }
            }
        }
    }

    private boolean isUrgent(int position) {
        return urgent.get(position)
                || roster.get(position).liveness() != Liveness.DEAD
                        && roster.get(position).standing() != Standing.HEARD;
    }

    private void begin() {
        chosen.clear();
        entries = 0;
        room = HeartbeatMessage.MAX_BYTES - Envelope.BYTES - 2;
        choose(ownPosition);
    }

    /** Chooses a member if it is not chosen yet; whether there was room. */
    private boolean choose(int position) {
        if (chosen.get(position)) {
            return true;
        }
        int bytes = HeartbeatMessage.maxBytes(roster.nameBytes(position));
        if (bytes > room || entries == HeartbeatMessage.MAX_ENTRIES) {
            return false;
        }
        room -= bytes;
        entries++;
        chosen.set(position);
        return true;
    }

    private MemorySegment encode(BitSet told) {
        admission.begin(out.reset(), HeartbeatMessage.KIND);
        HeartbeatMessage.write(out, roster, told);
        return MemorySegment.ofArray(out.toByteArray()).asReadOnly();
    }
}
