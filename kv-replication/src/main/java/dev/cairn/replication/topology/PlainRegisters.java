package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voters;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Registers;
import dev.cairn.replication.paxos.ChangeFunction;
import dev.cairn.replication.paxos.Configuration;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.paxos.Register;
import java.time.Duration;
import java.util.function.Function;

/**
 * Small values beside the topology that its voters hold, by name: bucket properties, leases. A
 * value of no bytes is one that was never written. Reads and changes are linearizable, also while
 * voters change. Used by the store's lane.
 */
public final class PlainRegisters implements Registers {
    private final RegisterTopologyStore store;
    private final Lane lane;
    private final Duration timeout;
    private final Function<Topology, Configuration> voters;

    /** The registers of the voters that {@code store} names. */
    public PlainRegisters(RegisterTopologyStore store, Lane lane, Duration timeout) {
        this(store, lane, timeout, TopologyChain::plain);
    }

    PlainRegisters(
            RegisterTopologyStore store,
            Lane lane,
            Duration timeout,
            Function<Topology, Configuration> voters) {
        this.store = store;
        this.lane = lane;
        this.timeout = timeout;
        this.voters = voters;
    }

    @Override
    public void read(String name, Answer<Bytes> answer) {
        run(name, ChangeFunction.KEEP, true, new Call<>(lane, timeout, answer));
    }

    @Override
    public void compareAndSet(String name, Bytes expected, Bytes next, Answer<Bytes> answer) {
        ChangeFunction change = ChangeFunction.compareAndSet(expected, next);
        run(name, change, false, new Call<>(lane, timeout, answer));
    }

    private void run(String name, ChangeFunction change, boolean reading, Call<Bytes> call) {
        Topology topology = store.current();
        if (call.isDone()) {
            return;
        }
        if (topology.voters().equals(Voters.NONE) || topology.voters().areUnseen()) {
            call.failed(ErrorCode.UNAVAILABLE, "the cluster has no voters yet");
            return;
        }
        Register register = Register.plain(name, voters.apply(topology));
        if (reading) {
            store.proposer()
                    .read(
                            register,
                            call.left(),
                            outcome -> ended(outcome, name, change, true, call));
        } else {
            store.proposer()
                    .change(
                            register,
                            change,
                            call.left(),
                            outcome -> ended(outcome, name, change, false, call));
        }
    }

    private void ended(
            Outcome outcome,
            String name,
            ChangeFunction change,
            boolean reading,
            Call<Bytes> call) {
        switch (outcome) {
            case Outcome.Chosen(Bytes value, boolean mine, var _) -> {
                if (reading || mine) {
                    call.succeeded(value);
                } else {
                    call.failed(ErrorCode.CONFLICT, "the register " + name + " has another value");
                }
            }
            case Outcome.Sealed _ ->
                    store.read(
                            new Answer<>() {
                                @Override
                                public void succeeded(Topology newest) {
                                    run(name, change, reading, call);
                                }

                                @Override
                                public void failed(KvError error) {
                                    call.failed(ErrorCode.UNAVAILABLE, error.detail());
                                }
                            });
            case Outcome.Unavailable _, Outcome.Passed _ ->
                    call.failed(ErrorCode.UNAVAILABLE, "too few voters answer for " + name);
            case Outcome.InDoubt _ ->
                    call.failed(ErrorCode.TIMEOUT, "the register " + name + " may have changed");
        }
    }
}
