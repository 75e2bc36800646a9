package dev.cairn.replication.paxos;

import dev.cairn.api.env.Scheduler.Timer;
import dev.cairn.replication.paxos.PaxosMessage.Answer;
import dev.cairn.replication.paxos.PaxosMessage.ListRegisters;
import dev.cairn.replication.paxos.PaxosMessage.Registers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the names of the plain registers that a majority holds. */
final class Listing implements Round.Listener {
    private final Proposer proposer;
    private final Scope chain;
    private final Configuration voters;
    private final Consumer<Optional<List<String>>> sink;
    private final TreeSet<String> names = new TreeSet<>();
    private @Nullable Round round;
    private @Nullable Timer deadline;

    Listing(
            Proposer proposer,
            Scope chain,
            Configuration voters,
            Consumer<Optional<List<String>>> sink) {
        this.proposer = proposer;
        this.chain = chain;
        this.voters = voters;
        this.sink = sink;
    }

    void start(Duration timeout) {
        deadline = proposer.lane().after(timeout, () -> finish(Optional.empty()));
        Round asking =
                proposer.round(
                        voters,
                        (id, voter) -> new ListRegisters(id, voter.storage(), chain),
                        this,
                        Optional.empty());
        round = asking;
        asking.ask();
    }

    @Override
    public boolean counts(Answer answer) {
        if (answer instanceof Registers(long _, long _, List<String> held)) {
            names.addAll(held);
            return true;
        }
        return false;
    }

    @Override
    public void won() {
        finish(Optional.of(List.copyOf(names)));
    }

    @Override
    public void lost() {
        finish(Optional.empty());
    }

    private void finish(Optional<List<String>> result) {
        if (round != null) {
            round.end();
            proposer.ended(round);
        }
        if (deadline != null) {
            deadline.cancel();
        }
        proposer.finished();
        sink.accept(result);
    }
}
