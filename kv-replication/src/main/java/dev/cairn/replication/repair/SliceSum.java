package dev.cairn.replication.repair;

import com.dynatrace.hash4j.hashing.HashStream64;
import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.register.Remains;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.round.Round;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys of one slice after another, as a scan comes by them. Used by one thread. */
final class SliceSum {
    private final ClusterView view;
    private final Map<Integer, HashStream64> open = new TreeMap<>();
    private List<Bytes> ending = new ArrayList<>();
    private long deadFrom = Long.MAX_VALUE;

    SliceSum(ClusterView view) {
        this.view = view;
    }

    /** The next key of the slice. */
    void add(Bytes key, MemorySegment stored, Round round) {
        try {
            if (StoredRegister.isRegister(stored)) {
                add(key, StoredRegister.decode(stored), round);
                return;
            }
            Item item = ItemCodec.decodeStored(stored);
            deadFrom = Math.min(deadFrom, Round.deadFrom(item));
            if (round.mayForget(item)) {
                ends(key);
            } else {
                add(key, StateHash.of(key, item), 0);
            }
        } catch (MalformedException damaged) {
            int kind = StoredRegister.isRegister(stored) ? SliceDigest.REGISTERS : 0;
            add(key, StateHash.of(key, stored), kind);
        }
    }

    /** Of a register nothing but promises may be left, or a value whose time is up. */
    private void add(Bytes key, StoredRegister register, Round round) {
        Remains remains = Remains.of(register, round);
        if (remains != Remains.ALIVE) {
            ends(key);
        }
        if (remains != Remains.FORGETTABLE) {
            deadFrom = Math.min(deadFrom, Remains.deadFrom(register));
            add(key, StateHash.of(key, register), SliceDigest.REGISTERS);
        }
    }

    private void ends(Bytes key) {
        if (ending.size() < Scanned.MAX_KEYS) {
            ending.add(key);
        }
    }

    private void add(Bytes key, long hash, int kind) {
        int copies = kind + view.bucket(StorageKey.bucketOf(key.segment())).n();
        open.computeIfAbsent(copies, none -> StateHash.sequence()).putLong(hash);
    }

    /** The slice is over; it counts when it has a round. */
    void close(int slice, @Nullable Round round, List<Scanned> found) {
        if (round != null) {
            List<SliceDigest.Share> shares = new ArrayList<>(open.size());
            open.forEach(
                    (copies, keys) -> shares.add(new SliceDigest.Share(copies, keys.getAsLong())));
            SliceDigest digest = new SliceDigest(slice, round.number(), shares);
            found.add(new Scanned(digest, ending, deadFrom));
            open.clear();
            ending = new ArrayList<>();
            deadFrom = Long.MAX_VALUE;
        }
    }
}
