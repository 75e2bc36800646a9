package dev.cairn.replication.coordinator;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.Receipt;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Voter;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request to a key of a linearizable bucket, on its coordinator, from its arrival to its answer.
 * When an acceptor goes by a newer topology, it begins again under that one; what it wants to write
 * knows its own effect again, so that does no harm. Owned by the lane of the key.
 */
final class RegisterOperation implements Operation, LocalReplica.ItemSink {
    /** The proposer ends on the deadline; the table's own end comes later, if ever. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private final Surroundings node;
    private final StorageKey key;
    private final Work work;
    private final Reply reply;
    private long deadlineNanos;
    private long id;
    private long awaited;
    private boolean proposing;
    private boolean inTurn;
    private boolean inDoubt;

    /** What is wanted of the register. */
    interface Work {
        /** Answers from the own copy, where that is enough; whether it did. */
        boolean answers(StoredItem held, Route route, Reply reply);

        /** Asks the acceptors. */
        void propose(ClusterView view, Duration timeout, Consumer<Outcome> sink);

        /** Answers from what was agreed on. */
        void agreed(Bytes value, Receipt receipt, Reply reply);

        /** Why it failed, in words for its caller. */
        KvError failed(ErrorCode code, String detail, boolean inDoubt);

        /** Whether it waits for the changes of the key that came before. */
        boolean takesTurns();
    }

    RegisterOperation(Surroundings node, StorageKey key, Work work, Reply reply) {
        this.node = node;
        this.key = key;
        this.work = work;
        this.reply = reply;
    }

    void start(long deadline) {
        deadlineNanos = deadline;
        id = node.operations().open(this, deadline + GRACE.toNanos());
        if (id == OperationTable.FULL) {
            reply.failed(
                    work.failed(ErrorCode.OVERLOADED, "too many operations are under way", false));
        } else {
            node.replica().read(key, this);
        }
    }

    /** The own copy: an item of an eventual bucket is never taken for a register. */
    @Override
    public void item(StoredItem held) {
        if (reply.isDone()) {
            return;
        }
        if (!held.isAbsent() && !held.isRegister()) {
            finish(Admission.otherMode(key.key().bucket()));
        } else if (work.answers(held, Route.of(key, node.cluster().get()), reply)) {
            node.operations().close(id);
        } else {
            begin();
        }
    }

    /** The own copy could not be read; those of the others may do. */
    @Override
    public void failed(KvError error) {
        if (!reply.isDone()) {
            begin();
        }
    }

    private void begin() {
        if (work.takesTurns()) {
            node.registers()
                    .inTurn(
                            key,
                            () -> {
                                inTurn = true;
                                propose();
                            });
        } else {
            propose();
        }
    }

    private void propose() {
        if (reply.isDone()) {
            endTurn();
            return;
        }
        Route route = Route.of(key, node.cluster().get());
        long left = deadlineNanos - node.lane().clock().nanos();
        if (left <= 0) {
            fail(ErrorCode.TIMEOUT, "the deadline passed before its turn came");
            return;
        }
        if (!mayDecide(route)) {
            fail(ErrorCode.UNAVAILABLE, "too few of the key's owners are alive");
            return;
        }
        proposing = true;
        work.propose(
                route.view(),
                Duration.ofNanos(left),
                outcome -> {
                    proposing = false;
                    decided(route, outcome);
                });
    }

    /** Whether a majority of each ring lives. */
    private static boolean mayDecide(Route route) {
        int needed = required(route);
        for (PreferenceList list : route.writers()) {
            long alive = list.owners().stream().filter(owner -> !route.isDead(owner)).count();
            if (alive < needed) {
                return false;
            }
        }
        return true;
    }

    private static int required(Route route) {
        return route.bucket().n() / 2 + 1;
    }

    private void decided(Route route, Outcome outcome) {
        switch (outcome) {
            case Outcome.Chosen(Bytes value, boolean _, List<Voter> by) -> {
                List<Receipt.ReplicaAnswer> answers =
                        by.stream().map(voter -> route.answer(voter.node(), true)).toList();
                Receipt receipt = route.receipt(answers, required(route), false, false);
                work.agreed(value, receipt, reply);
                end();
            }
            case Outcome.Sealed(long configuration, boolean doubtful) -> {
                inDoubt |= doubtful;
                awaited = configuration;
                clusterChanged();
            }
            case Outcome.Unavailable _ ->
                    fail(ErrorCode.UNAVAILABLE, "too few of the key's owners answered in time");
            case Outcome.InDoubt _, Outcome.Passed _ -> {
                inDoubt = true;
                fail(ErrorCode.TIMEOUT, "the deadline passed, too few owners took it");
            }
        }
    }

    @Override
    public void clusterChanged() {
        boolean waits = awaited > 0 && !proposing && !reply.isDone();
        if (waits && node.cluster().get().topology().version() >= awaited) {
            awaited = 0;
            propose();
        }
    }

    private void fail(ErrorCode code, String detail) {
        ErrorCode told = inDoubt ? ErrorCode.TIMEOUT : code;
        finish(work.failed(told, detail, inDoubt));
    }

    private void finish(KvError error) {
        end();
        reply.failed(error);
    }

    private void end() {
        node.operations().close(id);
        endTurn();
    }

    private void endTurn() {
        if (inTurn) {
            inTurn = false;
            node.registers().ended(key);
        }
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {}

    @Override
    public void peerDown(NodeId peer) {}

    /** It waits for a topology or for its turn still. */
    @Override
    public void expired() {
        fail(ErrorCode.TIMEOUT, "the deadline passed");
    }

    @Override
    public void aborted() {
        inDoubt |= proposing;
        reply.failed(work.failed(ErrorCode.UNAVAILABLE, "this node stops", inDoubt));
    }
}
