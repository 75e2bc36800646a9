package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ReplicatedDataType.Attempt;
import dev.cairn.api.spi.ReplicatedDataType.Settled;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.cluster.TestNetwork.Sent;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.Proposed;
import dev.cairn.replication.paxos.Scope;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.repair.RepairCodec;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.sighting.SightingCodec;
import dev.cairn.replication.transfer.TransferCodec;
import dev.cairn.replication.transfer.TransferMessage;
import dev.cairn.replication.transfer.TransferMessage.Differing;
import dev.cairn.replication.transfer.TransferMessage.Found;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Each switches one mechanism or rule off, by what a network loses or changes on the way or a disk
 * keeps; the product has no flag for it. docs/proofs.md lists the rules and the tests that miss
 * them.
 */
final class Mutations {
    static final int REPLICA_WRITE = 0x20;

    private static final int LAST_PEER_MESSAGE = 0x2f;
    private static final int WRITE_ACK = 0x21;
    private static final int READ_ANSWER = 0x23;
    private static final int REFUSAL = 0x26;
    private static final int PARTIAL_ANSWER = 0x2b;
    private static final int DIFFERING = 0x49;
    private static final int TOLD = 0x53;
    private static final int HELD = 0x71;

    private Mutations() {}

    /** Nobody is brought up to date after a read, nor by what replicas find when they compare. */
    static void withoutReadRepair(TestNetwork network) {
        network.lose(sent ->
                sent.kind() == REPLICA_WRITE && request(sent.payload()) == PeerMessage.NO_ANSWER);
    }

    private static long request(byte[] payload) {
        WireReader reader = new WireReader(MemorySegment.ofArray(payload));
        reader.u8();
        return reader.i64();
    }

    /** Nobody says what was seen of another's data directory. */
    static void withoutSightings(TestNetwork network) {
        network.lose(sent -> SightingCodec.isSighting(sent.kind()));
    }

    /** Replicas do not compare what they hold. */
    static void withoutAntiEntropy(TestNetwork network) {
        network.lose(sent -> RepairCodec.isRepair(sent.kind()));
    }

    /** These nodes hand over nothing of what they keep for others. */
    static void withoutHandingOver(TestNetwork network, NodeId... keepers) {
        Set<NodeId> silent = Set.of(keepers);
        network.lose(sent -> sent.kind() == REPLICA_WRITE && silent.contains(sent.from()));
    }

    /** No message tells a higher epoch than the first, so nobody learns of a newer one. */
    static void withoutEpochs(TestNetwork network) {
        network.disguise(sent ->
                sent.kind() <= LAST_PEER_MESSAGE
                        ? sent.saying(inFirstEpoch(sent.payload()))
                        : sent);
    }

    private static byte[] inFirstEpoch(byte[] payload) {
        WireReader reader = new WireReader(MemorySegment.ofArray(payload));
        WireWriter writer = new WireWriter(payload.length);
        writer.u8(reader.u8()).i64(reader.i64()).varint(1);
        reader.varint();
        return writer.raw(Bytes.copyOf(reader.raw(reader.remaining()))).toByteArray();
    }

    /** A present owner says of all that a future one has that nothing differs. */
    static void withoutComparingWhatArrived(TestNetwork network) {
        network.disguise(sent ->
                sent.kind() == DIFFERING ? sent.saying(withoutSlices(sent.payload())) : sent);
    }

    private static byte[] withoutSlices(byte[] payload) {
        WireReader reader = new WireReader(MemorySegment.ofArray(payload));
        WireWriter writer = new WireWriter(payload.length);
        writer.u8(reader.u8()).i64(reader.i64()).varint(reader.varint()).varint(reader.varint());
        return writer.varint(reader.varint()).i64(reader.i64()).varint(0).toByteArray();
    }

    /** Nobody tells an owner to be what it promised of registers that it has forgotten. */
    static void withoutFloors(TestNetwork network) {
        network.disguise(sent -> {
            if (!TransferCodec.isTransfer(sent.kind())) {
                return sent;
            }
            MemorySegment payload = MemorySegment.ofArray(sent.payload());
            return switch (TransferCodec.decode(sent.kind(), payload)) {
                case Differing told -> saying(sent, withoutFloor(told));
                case Found told -> saying(sent, withoutFloor(told));
                default -> sent;
            };
        });
    }

    private static Sent saying(Sent sent, TransferMessage message) {
        return sent.saying(bytes(TransferCodec.encode(message)));
    }

    private static Differing withoutFloor(Differing told) {
        return new Differing(
                told.request(),
                told.epoch(),
                told.slice(),
                told.slices(),
                Ballot.NONE,
                told.whole());
    }

    private static Found withoutFloor(Found told) {
        return new Found(
                told.request(),
                told.epoch(),
                told.slice(),
                told.round(),
                Ballot.NONE,
                told.upTo(),
                told.pairs());
    }

    /** The same replica write as one that was read under a round of deletes to come. */
    static byte[] withoutRound(byte[] replicaWrite) {
        WireReader reader = new WireReader(MemorySegment.ofArray(replicaWrite));
        WireWriter writer = new WireWriter(replicaWrite.length + Long.BYTES);
        writer.u8(reader.u8()).i64(reader.i64()).varint(reader.varint()).varint(reader.varint());
        writer.varint(Integer.MAX_VALUE);
        reader.varint();
        return writer.raw(Bytes.copyOf(reader.raw(reader.remaining()))).toByteArray();
    }

    /** What a replica answers that lost its disk is taken for all that it had. */
    static void withoutTheMarkOfALostDisk(TestNetwork network) {
        network.disguise(sent ->
                sent.kind() == PARTIAL_ANSWER
                        ? new Sent(sent.from(), sent.to(), READ_ANSWER, sent.payload())
                        : sent);
    }

    /** In a round of deletes {@code behind} says that it holds what another said before. */
    static void withoutComparingInRounds(TestNetwork network, NodeId behind) {
        byte[][] said = {new byte[0]};
        network.disguise(sent -> {
            boolean told = sent.kind() == TOLD;
            if (told && !sent.from().equals(behind)) {
                said[0] = sent.payload();
            }
            return told && said[0].length > 0 ? sent.saying(said[0]) : sent;
        });
    }

    /** What a stand-in does not find counts: it answers with an item, and nothing in it. */
    static void withEmptyAnswers(TestNetwork network, NodeId... standIns) {
        Set<NodeId> answering = Set.of(standIns);
        network.disguise(sent ->
                sent.kind() == READ_ANSWER && answering.contains(sent.from())
                        ? sent.saying(withNothing(sent.payload()))
                        : sent);
    }

    private static byte[] withNothing(byte[] answer) {
        MemorySegment payload = MemorySegment.ofArray(answer);
        if (PeerMessageCodec.decode(READ_ANSWER, payload) instanceof PeerMessage.ReadAnswer read
                && read.item().isAbsent()) {
            Dot nobodys = new Dot(new ActorId(new NodeId("n9"), 9, 1), 1);
            Item empty = new Item(CausalContext.of(nobodys, 0), List.of());
            return bytes(
                    PeerMessageCodec.encode(
                            new PeerMessage.ReadAnswer(
                                    read.request(), read.epoch(), StoredItem.of(empty))));
        }
        return answer;
    }

    /**
     * Whoever reads a register takes what others have accepted for what it has accepted itself, and
     * so decides nothing again.
     *
     * @param accepted the last ballot of each acceptor
     */
    static void withoutWritingBack(TestNetwork network, Map<NodeId, Ballot> accepted) {
        network.disguise(sent ->
                register(sent) instanceof RegisterMessage.Answered answered
                                && answered.answer() instanceof PaxosMessage.Holds holds
                        ? saying(
                                sent,
                                new RegisterMessage.Answered(
                                        answered.epoch(),
                                        answered.slice(),
                                        at(accepted.get(sent.to()), holds)))
                        : sent);
    }

    private static Sent saying(Sent sent, RegisterMessage message) {
        return sent.saying(bytes(RegisterCodec.encode(message)));
    }

    /** What is said of a register; nothing where it is something else. */
    private static @Nullable RegisterMessage register(Sent sent) {
        return RegisterCodec.isRegister(sent.kind())
                ? RegisterCodec.decode(sent.kind(), MemorySegment.ofArray(sent.payload()))
                : null;
    }

    private static PaxosMessage.Holds at(Ballot ballot, PaxosMessage.Holds holds) {
        Proposed accepted = holds.accepted();
        return new PaxosMessage.Holds(
                holds.request(),
                holds.storage(),
                new Proposed(ballot, accepted.origin(), accepted.value(), accepted.seal()));
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    /** Acceptors answer whoever asks, by whichever topology it chose them. */
    static void withoutFencing(TestCluster cluster) {
        cluster.network()
                .disguise(sent ->
                        register(sent) instanceof RegisterMessage.Asked asked
                                ? saying(sent, under(asked, cluster.topologyOf(sent.to())))
                                : sent);
    }

    private static RegisterMessage.Asked under(RegisterMessage.Asked asked, Topology topology) {
        return new RegisterMessage.Asked(
                asked.epoch(), asked.replicas(), asked.key(), under(asked.request(), topology));
    }

    private static PaxosMessage.Request under(PaxosMessage.Request request, Topology topology) {
        long id = request.request();
        long storage = request.storage();
        return switch (request) {
            case PaxosMessage.Ask ask ->
                    new PaxosMessage.Ask(id, storage, under(ask.scope(), topology));
            case PaxosMessage.Prepare prepare ->
                    new PaxosMessage.Prepare(
                            id, storage, under(prepare.scope(), topology), prepare.ballot());
            case PaxosMessage.Accept accept ->
                    new PaxosMessage.Accept(
                            id, storage, under(accept.scope(), topology), accept.proposed());
            case PaxosMessage.ListRegisters list -> list;
        };
    }

    private static Scope under(Scope scope, Topology topology) {
        return Scope.plain(scope.register(), topology.version());
    }

    /** What a node refuses to keep counts as kept. */
    static void takingRefusalsForAcknowledgements(TestNetwork network) {
        network.disguise(sent ->
                sent.kind() == REFUSAL
                        ? new Sent(sent.from(), sent.to(), WRITE_ACK, acknowledging(sent.payload()))
                        : sent);
    }

    private static byte[] acknowledging(byte[] refusal) {
        WireReader reader = new WireReader(MemorySegment.ofArray(refusal));
        WireWriter writer = new WireWriter(refusal.length);
        writer.u8(reader.u8()).i64(reader.i64()).varint(reader.varint());
        return writer.u8(1).toByteArray();
    }

    /** Whoever is asked whether it holds anything of a bucket says no. */
    static void holdingNothing(TestNetwork network) {
        network.disguise(sent -> {
            if (sent.kind() != HELD) {
                return sent;
            }
            byte[] no = sent.payload().clone();
            no[no.length - 1] = 0;
            return sent.saying(no);
        });
    }

    /** An acceptor's consent is taken for granted by one proposer: it is not asked. */
    static void withoutAsking(TestNetwork network, NodeId proposer, NodeId acceptor) {
        network.lose(sent -> {
            boolean meant = sent.from().equals(proposer) && sent.to().equals(acceptor);
            if (!meant || !(register(sent) instanceof RegisterMessage.Asked asked)) {
                return false;
            }
            Frame yes =
                    RegisterCodec.encode(
                            new RegisterMessage.Answered(
                                    asked.epoch(), asked.slice(), yes(asked.request())));
            network.deliver(acceptor, proposer, yes.kind(), bytes(yes));
            return true;
        });
    }

    private static PaxosMessage.Answer yes(PaxosMessage.Request request) {
        long id = request.request();
        long storage = request.storage();
        return request instanceof PaxosMessage.Accept
                ? new PaxosMessage.Accepted(id, storage)
                : new PaxosMessage.Holds(id, storage, Proposed.NOTHING);
    }

    /** What a proposer accepts, it accepts alone: the others are never asked to. */
    static void losingAccepts(TestNetwork network) {
        network.lose(Mutations::isAccept);
    }

    /** Whether a register's acceptor is asked to accept something. */
    static boolean isAccept(Sent sent) {
        return register(sent) instanceof RegisterMessage.Asked asked
                && asked.request() instanceof PaxosMessage.Accept;
    }

    /** What is left of an item that remembers no writes with ids but its versions. */
    static Bytes withoutMarks(Bytes stored) {
        Item item = ItemCodec.decode(stored.segment());
        return ItemCodec.encode(new Item(item.seen(), item.versions()));
    }

    /** Operations on counters and sets go by no names. */
    static void withoutNames(TestCluster cluster) {
        MutatedType.everywhere(
                cluster,
                attempt ->
                        new Attempt(
                                attempt.dot(),
                                attempt.observed(),
                                attempt.operation(),
                                Optional.empty(),
                                attempt.nowMillis(),
                                attempt.settled()));
    }

    /** Names are forgotten when they are old enough, whoever may not have heard of them. */
    static void forgettingUnasked(TestCluster cluster) {
        MutatedType.everywhere(
                cluster,
                attempt ->
                        new Attempt(
                                attempt.dot(),
                                attempt.observed(),
                                attempt.operation(),
                                attempt.id(),
                                attempt.nowMillis(),
                                new Settled(attempt.nowMillis(), dot -> true)));
    }

    /** What is left of an item whose seen dots are cut to those of its siblings. */
    static Bytes withoutPast(Bytes stored) {
        Item item = ItemCodec.decode(stored.segment());
        Item cut = Item.EMPTY;
        for (Version version : item.versions()) {
            cut =
                    cut.with(
                            new Version(
                                    version.dot(),
                                    CausalContext.EMPTY,
                                    version.timestamp(),
                                    version.round(),
                                    version.value(),
                                    version.tombstone(),
                                    version.expiresMillis(),
                                    version.operation()));
        }
        return ItemCodec.encode(cut);
    }
}
