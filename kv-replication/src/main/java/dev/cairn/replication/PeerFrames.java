package dev.cairn.replication;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Freshness;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.collect.RoundCodec;
import dev.cairn.replication.collect.RoundMessage;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.repair.RepairCodec;
import dev.cairn.replication.repair.RepairMessage;
import dev.cairn.replication.scan.ScanCodec;
import dev.cairn.replication.scan.Scans;
import dev.cairn.replication.sighting.Presenting;
import dev.cairn.replication.sighting.SightingCodec;
import dev.cairn.replication.sighting.SightingMessage;
import dev.cairn.replication.transfer.TransferCodec;
import dev.cairn.replication.transfer.TransferMessage;
import dev.cairn.replication.watch.WatchCodec;
import dev.cairn.replication.watch.Watches;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings each frame of a peer to the room and the lane that it is for. While the data directory may
 * be an old copy, requests are refused, and all else waits but what tells whether it is one: peers
 * take a node they have a link with for one that hears them. Safe for all threads.
 */
final class PeerFrames {
    private static final int MAX_HELD_BYTES = 4 << 20;

    /** What a frame takes that is held, beside its payload. */
    private static final int HELD_BYTES = 64;

    private final Env env;
    private final List<Shard> shards;
    private final Scans scans;
    private final Watches watches;
    private final Presenting presenting;
    private final BooleanSupplier draining;
    private final Deque<Held> held = new ArrayDeque<>();
    private int heldBytes;

    private record Held(NodeId from, int kind, byte[] payload) {}

    PeerFrames(
            Env env,
            List<Shard> shards,
            Scans scans,
            Watches watches,
            Presenting presenting,
            BooleanSupplier draining) {
        this.env = env;
        this.shards = shards;
        this.scans = scans;
        this.watches = watches;
        this.presenting = presenting;
        this.draining = draining;
    }

    void frame(NodeId from, int kind, MemorySegment payload) {
        try {
            if (SightingCodec.isSighting(kind)) {
                SightingMessage message = SightingCodec.decode(kind, payload);
                shards.getFirst().runAlways(() -> presenting.received(from, message));
            } else if (presenting.freshness() == Freshness.CURRENT
                    || PeerMessageCodec.isPeerMessage(kind)
                    || !hold(from, kind, payload)) {
                take(from, kind, payload);
            }
        } catch (MalformedException malformed) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "dropped a frame of " + from + ": " + malformed.getMessage()));
        }
    }

    /** Keeps a frame until {@link #release}, or loses it; false when nothing is held any more. */
    private boolean hold(NodeId from, int kind, MemorySegment payload) {
        synchronized (held) {
            if (presenting.freshness() == Freshness.CURRENT) {
                return false;
            }
            if (heldBytes + payload.byteSize() <= MAX_HELD_BYTES) {
                held.add(new Held(from, kind, payload.toArray(ValueLayout.JAVA_BYTE)));
                heldBytes += (int) payload.byteSize() + HELD_BYTES;
            }
            return true;
        }
    }

    /** The data directory is current: takes what waited for that. */
    void release() {
        List<Held> waiting;
        synchronized (held) {
            waiting = List.copyOf(held);
            held.clear();
        }
        waiting.forEach(one -> frame(one.from(), one.kind(), MemorySegment.ofArray(one.payload())));
    }

    private void take(NodeId from, int kind, MemorySegment payload) {
        if (ScanCodec.isScan(kind)) {
            scans.frame(from, kind, payload);
        } else if (WatchCodec.isWatch(kind)) {
            watches.frame(from, kind, payload);
        } else if (RepairCodec.isRepair(kind)) {
            repair(from, RepairCodec.decode(kind, payload));
        } else if (RegisterCodec.isRegister(kind)) {
            RegisterMessage message = RegisterCodec.decode(kind, payload);
            Shard shard = shards.get(message.slice() % shards.size());
            shard.run(() -> shard.register(from, message));
        } else if (RoundCodec.isRound(kind)) {
            round(from, RoundCodec.decode(kind, payload));
        } else if (TransferCodec.isTransfer(kind)) {
            TransferMessage message = TransferCodec.decode(kind, payload);
            Shard shard = shards.get(message.slice() % shards.size());
            shard.run(() -> shard.transfers().received(from, message));
        } else {
            message(from, PeerMessageCodec.decode(kind, payload));
        }
    }

    private void repair(NodeId from, RepairMessage message) {
        for (RepairMessage part : message.byLane(shards.size())) {
            Shard shard = shards.get(part.slice() % shards.size());
            shard.run(() -> shard.repair(from, part));
        }
    }

    private void round(NodeId from, RoundMessage message) {
        if (message instanceof RoundMessage.OfSlices slices) {
            for (RoundMessage.OfSlices part : slices.byLane(shards.size())) {
                Shard shard = shards.get(part.slice() % shards.size());
                shard.run(() -> shard.round(from, part));
            }
        } else {
            shards.getFirst().run(() -> shards.getFirst().round(from, message));
        }
    }

    private void message(NodeId from, PeerMessage message) {
        switch (message) {
            case PeerMessage.Request request -> {
                Shard shard = shards.get(request.key().slice() % shards.size());
                PeerRequests requests = shard.requests();
                long deadline = requests.deadline(request);
                Optional<KvError> objection = objection(shard, request);
                if (objection.isPresent()) {
                    requests.refuse(from, request, objection.get());
                } else if (!shard.run(() -> requests.asked(from, request, deadline))) {
                    requests.refuse(from, request, Refusals.BUSY);
                }
            }
            case PeerMessage.Answer answer -> {
                int lane = OperationTable.laneOf(answer.request());
                if (lane < shards.size()) {
                    Shard shard = shards.get(lane);
                    shard.runAlways(() -> shard.answered(from, answer));
                }
            }
        }
    }

    private Optional<KvError> objection(Shard shard, PeerMessage.Request request) {
        boolean client = request instanceof PeerMessage.Forward;
        if (client && draining.getAsBoolean()) {
            return Optional.of(Refusals.STOPPING);
        }
        Optional<KvError> old = Refusals.of(presenting.freshness());
        return old.isEmpty() && client && !shard.admits() ? Optional.of(Refusals.OVERLOADED) : old;
    }
}
