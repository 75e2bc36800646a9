package dev.cairn.replication.repair;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.cairn.api.Bytes;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.replica.StoredRegister;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The hash of what a replica holds: of dots, contexts and marks, not of values, since a dot names
 * its value (CORRECTNESS rules 5 and 20). XXH3, 64 bits; a collision hides one difference until
 * either side changes.
 */
public final class StateHash {
    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private StateHash() {}

    /** The hash of one key's state. Bytes that are no item are hashed as they are. */
    public static long of(Bytes key, MemorySegment stored) {
        try {
            if (StoredRegister.isRegister(stored)) {
                return of(key, StoredRegister.decode(stored));
            }
            return of(key, ItemCodec.decodeStored(stored));
        } catch (MalformedException damaged) {
            byte[] bytes = stored.toArray(ValueLayout.JAVA_BYTE);
            return hash(new WireWriter(256).bytes(key).raw(bytes, 0, bytes.length));
        }
    }

    /** Of a register the ballot tells the value; what was promised is each acceptor's own. */
    static long of(Bytes key, StoredRegister register) {
        Ballot accepted = register.accepted().ballot();
        WireWriter state = new WireWriter(64 + key.size()).bytes(key);
        return hash(state.u8(0).varint(accepted.round()).i64(accepted.proposer()));
    }

    /** The hash of one key's state. */
    static long of(Bytes key, Item item) {
        WireWriter state = new WireWriter(256).bytes(key);
        state.bytes(ItemCodec.token(item.seen()).token());
        item.versions().forEach(version -> write(version, state));
        item.marks().forEach(mark -> state.u8(mark.state().ordinal()).i64(mark.tag()));
        return hash(state);
    }

    private static long hash(WireWriter state) {
        return XXH3.hashBytesToLong(state.buffer(), 0, state.size());
    }

    private static void write(Version version, WireWriter state) {
        Dot dot = version.dot();
        ActorId actor = dot.actor();
        state.text(actor.node().name()).i64(actor.storage()).varint(actor.epoch());
        state.varint(dot.counter()).u8(version.tombstone() ? 1 : 0);
    }

    /** A hash over the hashes of keys, in their order. */
    static HashStream64 sequence() {
        return XXH3.hashStream();
    }
}
