package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.repair.RepairCodec;
import dev.cairn.replication.repair.RepairMessage;
import dev.cairn.replication.transfer.TransferCodec;
import dev.cairn.replication.transfer.TransferMessage;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** What nodes send each other without any client: repairs and ranges that move. */
final class Traffic implements BiConsumer<NodeId, Frame> {
    private final Set<Integer> leavesOpened = new HashSet<>();
    private int values;
    private long valueBytes;
    private long keyHashBytes;

    @Override
    public void accept(NodeId from, Frame frame) {
        int kind = frame.kind();
        if (kind == Mutations.REPLICA_WRITE) {
            repaired(frame);
        } else if (RepairCodec.isRepair(kind)) {
            compared(frame);
        } else if (TransferCodec.isTransfer(kind)) {
            moved(frame);
        }
    }

    private void repaired(Frame frame) {
        if (PeerMessageCodec.decode(frame.kind(), payload(frame))
                        instanceof PeerMessage.ReplicaWrite write
                && write.request() == PeerMessage.NO_ANSWER) {
            values++;
            valueBytes += sizeOfValues(write.item().encoded());
        }
    }

    private void compared(Frame frame) {
        switch (RepairCodec.decode(frame.kind(), payload(frame))) {
            case RepairMessage.SliceDigests _ -> {}
            case RepairMessage.KeyDigests opened -> {
                leavesOpened.add(opened.slice());
                keyHashBytes += frame.size();
            }
            case RepairMessage.Wanted _ -> keyHashBytes += frame.size();
        }
    }

    private void moved(Frame frame) {
        if (TransferCodec.decode(frame.kind(), payload(frame))
                instanceof TransferMessage.Found found) {
            for (TransferMessage.Pair pair : found.pairs()) {
                values++;
                valueBytes += sizeOfValues(pair.item());
            }
        }
    }

    private static MemorySegment payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return MemorySegment.ofArray(bytes);
    }

    /** The bytes of the values in an item. */
    static long sizeOfValues(Bytes item) {
        return ItemCodec.decode(item.segment()).versions().stream()
                .mapToLong(version -> version.value().size())
                .sum();
    }

    /** How many values were sent so far, to repair replicas or since ranges move. */
    String sent() {
        return "  " + values + " values, " + valueBytes + " bytes\n";
    }

    /** How many leaves were compared key by key so far. */
    String compared() {
        int leaves = leavesOpened.size();
        long each = leaves == 0 ? 0 : keyHashBytes / leaves;
        return "  " + leaves + " leaves, " + each + " bytes for each\n";
    }
}
