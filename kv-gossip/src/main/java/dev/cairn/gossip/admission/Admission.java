package dev.cairn.gossip.admission;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens the envelopes of arriving messages and keeps out whom they are not from: other clusters,
 * strangers, and processes that use a member's name with another data directory.
 *
 * <p>A member's data directory is the one that the member list names; where that names none, the
 * first that was heard of, until the member is dead. Keeps two numbers a member.
 */
public final class Admission {
    /** What {@link #open} answers for a message that goes no further. */
    public static final int KEPT_OUT = -1;

    private final FailureDetector.Env env;
    private final Map<NodeId, Holder> holders = new HashMap<>();

    /** Who bears a name. */
    private static final class Holder {
        long listed;
        long heard;
        long lastRefused;

        long storage() {
            return listed != 0 ? listed : heard;
        }
    }

    /** An admission that lets nobody in yet. */
    public Admission(FailureDetector.Env env) {
        this.env = env;
    }

    /** The members; messages of others are kept out. */
    public void members(List<Member> members) {
        holders.keySet().retainAll(members.stream().map(Member::id).toList());
        for (Member member : members) {
            holders.computeIfAbsent(member.id(), id -> new Holder()).listed = member.storage();
        }
    }

    /** A member is dead: unless the list says otherwise, its name is free for another. */
    public void release(NodeId dead) {
        Holder holder = holders.get(dead);
        if (holder != null) {
            holder.heard = 0;
        }
    }

    /** The envelope of a message of this node. */
    public WireWriter begin(WireWriter out, int kind) {
        return new Envelope(env.cluster(), env.storage(), kind).writeTo(out);
    }

    /**
     * Reads the envelope and answers the kind of what follows, at least 1, or {@link #KEPT_OUT}.
     * Throws {@link MalformedException}.
     */
    public int open(NodeId from, WireReader in) {
        Envelope envelope = Envelope.read(in);
        Holder holder = holders.get(from);
        if (holder == null || !envelope.cluster().equals(env.cluster())) {
            return KEPT_OUT;
        }
        if (envelope.kind() == Envelope.REFUSAL) {
            refused(in);
            return KEPT_OUT;
        }
        if (from.equals(env.self()) || !bears(holder, envelope.storage())) {
            refuse(from, holder, envelope.storage());
            return KEPT_OUT;
        }
        return envelope.kind();
    }

    private static boolean bears(Holder holder, long storage) {
        if (holder.storage() == 0) {
            holder.heard = storage;
        }
        return storage == 0 || storage == holder.storage();
    }

    private void refuse(NodeId name, Holder holder, long storage) {
        if (storage == 0 || name.equals(env.self()) && storage == env.storage()) {
            return;
        }
        if (holder.lastRefused != storage) {
            holder.lastRefused = storage;
            env.refused(name, storage);
        }
        WireWriter out = begin(new WireWriter(Envelope.BYTES + Long.BYTES), Envelope.REFUSAL);
        env.send(name, MemorySegment.ofArray(out.i64(storage).toByteArray()).asReadOnly());
    }

    /** A member says that a data directory may not bear its name: perhaps this node's. */
    private void refused(WireReader in) {
        long storage = in.i64();
        in.end();
        Holder own = holders.get(env.self());
        if (own != null && storage == env.storage() && storage != 0 && own.lastRefused != storage) {
            own.lastRefused = storage;
            env.refused(env.self(), storage);
        }
    }
}
