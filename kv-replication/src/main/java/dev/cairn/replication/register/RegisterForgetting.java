package dev.cairn.replication.register;

import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.round.RoundTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Forgets one lane's registers of which nothing but an old delete is left, as it seemed to a scan
 * (CORRECTNESS rule 15): all owners have accepted that. What was promised of them stays promised,
 * by the floors of their slices, which are safe before a register goes.
 *
 * <p>One such register stays: a directory that votes and whose store is empty is taken for one that
 * was robbed of it (rule 13). Owned by its lane.
 */
public final class RegisterForgetting {
    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final LocalReplica replica;
    private final RoundTable rounds;
    private final BallotFloors floors;
    private final Consumer<StorageKey> expired;
    private Optional<StorageKey> residue = Optional.empty();

    /**
     * Nothing is forgotten yet.
     *
     * @param expired hears of values whose time is up
     */
    public RegisterForgetting(
            NodeId self,
            Lane lane,
            Supplier<ClusterView> cluster,
            LocalReplica replica,
            RoundTable rounds,
            BallotFloors floors,
            Consumer<StorageKey> expired) {
        this.self = self;
        this.lane = lane;
        this.cluster = cluster;
        this.replica = replica;
        this.rounds = rounds;
        this.floors = floors;
        this.expired = expired;
    }

    /** A register that may be forgotten, or whose time is up, as it seemed. */
    public void forget(StorageKey key) {
        replica.read(key, new Finding(key));
    }

    private final class Finding implements LocalReplica.ItemSink {
        private final StorageKey key;

        Finding(StorageKey key) {
            this.key = key;
        }

        @Override
        public void item(StoredItem held) {
            ClusterView view = cluster.get();
            int replicas = view.bucket(key.key().bucket()).n();
            if (!held.isRegister() || !view.isWritten(self, key.slice(), replicas)) {
                return;
            }
            try {
                found(StoredRegister.decode(held.encoded().segment()));
            } catch (MalformedException damaged) {
                // Scrubbing tells of it; what cannot be read is not forgotten.
            }
        }

        private void found(StoredRegister register) {
            switch (Remains.of(register, rounds.of(key.slice()))) {
                case ALIVE -> {}
                case EXPIRED -> expired.accept(key);
                case FORGETTABLE -> forgettable(register.promised());
            }
        }

        private void forgettable(Ballot promised) {
            if (residue.isEmpty()) {
                residue = Optional.of(key);
            }
            if (residue.get().equals(key)) {
                return;
            }
            if (floors.keeps(key.slice(), promised)) {
                remove();
            } else {
                floors.raise(List.of(key.slice()), promised, this::raised);
            }
        }

        private void raised(boolean kept) {
            if (kept) {
                lane.execute(() -> forget(key));
            }
        }

        private void remove() {
            try {
                replica.remove(key);
            } catch (KvException later) {
                // The next scan finds it again; the replica has told of the disk.
            }
        }

        @Override
        public void failed(KvError error) {}
    }
}
