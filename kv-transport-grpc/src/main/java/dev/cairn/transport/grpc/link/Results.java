package dev.cairn.transport.grpc.link;

import com.google.protobuf.ByteString;
import dev.cairn.api.AdminService.RingStatus.Run;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.version.VectorClock;
import dev.cairn.transport.grpc.v1.Entry;
import dev.cairn.transport.grpc.v1.GetResponse;
import dev.cairn.transport.grpc.v1.Member;
import dev.cairn.transport.grpc.v1.MembersResponse;
import dev.cairn.transport.grpc.v1.RingResponse;
import dev.cairn.transport.grpc.v1.ScanResponse;
import dev.cairn.transport.grpc.v1.WatchResponse;
import dev.cairn.transport.grpc.v1.WriteResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Results out of messages. Throws {@link RuntimeException} for what no node sends. */
final class Results {
    private Results() {}

    static ReadResult found(GetResponse message) {
        return new ReadResult(
                siblings(message.getSiblingsList()),
                new Context(bytes(message.getContext())),
                message.hasEtag() ? Optional.of(new ETag(message.getEtag())) : Optional.empty(),
                receipt(message.getReceipt()));
    }

    static WriteResult written(WriteResponse message) {
        return new WriteResult(
                new Context(bytes(message.getContext())),
                VectorClock.of(message.getClockMap()),
                message.hasEtag() ? Optional.of(new ETag(message.getEtag())) : Optional.empty(),
                new OperationId(message.getOperation()),
                receipt(message.getReceipt()));
    }

    /** The messages of one page, in their order. */
    static ScanResult scanned(String bucket, List<ScanResponse> messages) {
        List<ScanResult.Entry> entries = new ArrayList<>();
        Optional<ScanCursor> next = Optional.empty();
        boolean complete = true;
        for (ScanResponse message : messages) {
            for (Entry entry : message.getEntriesList()) {
                entries.add(
                        new ScanResult.Entry(
                                new Key(bucket, bytes(entry.getKey())),
                                siblings(entry.getSiblingsList()),
                                new Context(bytes(entry.getContext()))));
            }
            next =
                    message.hasCursor()
                            ? Optional.of(ScanCursor.parse(message.getCursor()))
                            : Optional.empty();
            complete &= message.getComplete();
        }
        return new ScanResult(List.copyOf(entries), next, complete);
    }

    static WatchEvent told(String bucket, WatchResponse message) {
        WatchPosition position = new WatchPosition(bytes(message.getPosition()));
        if (message.getResync()) {
            return new WatchEvent.Resync(position);
        }
        List<WatchEvent.Change> changes = new ArrayList<>();
        for (Entry entry : message.getChangesList()) {
            changes.add(
                    new WatchEvent.Change(
                            new Key(bucket, bytes(entry.getKey())),
                            siblings(entry.getSiblingsList()),
                            new Context(bytes(entry.getContext()))));
        }
        return new WatchEvent.Changes(changes, position);
    }

    /**
     * The ring. Members tell where peers meet; that is where they serve gRPC too if the node that
     * answers is reached there. Else nobody knows but of the node itself.
     *
     * @param here where the answering node was reached
     */
    static RingMap ring(RingResponse ring, MembersResponse members, Address here) {
        SortedMap<NodeId, Address> nodes = new TreeMap<>();
        for (Member member : members.getMembersList()) {
            if (member.getState().equals("ACTIVE") || member.getState().equals("LEAVING")) {
                nodes.put(new NodeId(member.getId()), Address.parse(member.getAddress()));
            }
        }
        NodeId self = new NodeId(members.getSelf());
        Address own = nodes.getOrDefault(self, here);
        if (own.port() != here.port()) {
            nodes.clear();
            nodes.put(self, here);
        }
        List<Run> runs =
                ring.getRunsList().stream()
                        .map(run ->
                                new Run(
                                        run.getFirstSlice(),
                                        run.getLastSlice(),
                                        run.getOwnersList().stream().map(NodeId::new).toList()))
                        .toList();
        return new RingMap(ring.getEpoch(), ring.getProbe(), nodes, runs);
    }

    private static List<Sibling> siblings(List<dev.cairn.transport.grpc.v1.Sibling> messages) {
        return messages.stream()
                .map(message ->
                        new Sibling(
                                bytes(message.getValue()),
                                VectorClock.of(message.getClockMap()),
                                message.getTimestampMillis(),
                                message.hasExpiresMillis()
                                        ? OptionalLong.of(message.getExpiresMillis())
                                        : OptionalLong.empty()))
                .toList();
    }

    private static Receipt receipt(dev.cairn.transport.grpc.v1.Receipt message) {
        return new Receipt(
                message.getAnswersList().stream()
                        .map(answer ->
                                new Receipt.ReplicaAnswer(
                                        new NodeId(answer.getNode()),
                                        new Zone(answer.getDatacentre(), answer.getRack()),
                                        answer.getDurable()))
                        .toList(),
                message.getRequired(),
                message.getSloppy(),
                message.getMayBeStale(),
                message.getForced(),
                message.getEpoch());
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
