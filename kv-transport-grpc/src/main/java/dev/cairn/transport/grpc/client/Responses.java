package dev.cairn.transport.grpc.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.cairn.api.AdminService.ClusterStatus;
import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.AdminService.RingStatus;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanResult;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.transport.grpc.v1.Entry;
import dev.cairn.transport.grpc.v1.Failure;
import dev.cairn.transport.grpc.v1.GetResponse;
import dev.cairn.transport.grpc.v1.Member;
import dev.cairn.transport.grpc.v1.MembersResponse;
import dev.cairn.transport.grpc.v1.Receipt;
import dev.cairn.transport.grpc.v1.ReplicaAnswer;
import dev.cairn.transport.grpc.v1.ResolveResponse;
import dev.cairn.transport.grpc.v1.RingResponse;
import dev.cairn.transport.grpc.v1.Run;
import dev.cairn.transport.grpc.v1.ScanResponse;
import dev.cairn.transport.grpc.v1.Sibling;
import dev.cairn.transport.grpc.v1.WatchResponse;
import dev.cairn.transport.grpc.v1.WriteResponse;
import java.util.List;

/** Messages out of results. */
final class Responses {
    private Responses() {}

    static GetResponse found(ReadResult result) {
        GetResponse.Builder response =
                GetResponse.newBuilder()
                        .setContext(bytes(result.context().token()))
                        .setReceipt(receipt(result.receipt()));
        for (dev.cairn.api.Sibling sibling : result.siblings()) {
            response.addSiblings(sibling(sibling));
        }
        result.etag().ifPresent(etag -> response.setEtag(etag.text()));
        return response.build();
    }

    static WriteResponse written(WriteResult result) {
        WriteResponse.Builder response =
                WriteResponse.newBuilder()
                        .setContext(bytes(result.context().token()))
                        .putAllClock(result.clock().counters())
                        .setOperation(result.operation().text())
                        .setReceipt(receipt(result.receipt()));
        result.etag().ifPresent(etag -> response.setEtag(etag.text()));
        return response.build();
    }

    static Failure failure(KvError error) {
        Failure.Builder failure =
                Failure.newBuilder().setCode(error.code().name()).setDetail(error.detail());
        error.operation().ifPresent(id -> failure.setOperation(id.text()));
        return failure.build();
    }

    static ResolveResponse resolved(OperationResult result) {
        return ResolveResponse.newBuilder().setStatus(result.status().name()).build();
    }

    static ScanResponse scanned(ScanResult page) {
        ScanResponse.Builder response = ScanResponse.newBuilder().setComplete(page.complete());
        page.entries()
                .forEach(entry ->
                        response.addEntries(entry(entry.key(), entry.siblings(), entry.context())));
        page.next().ifPresent(cursor -> response.setCursor(cursor.toString()));
        return response.build();
    }

    static WatchResponse changes(WatchEvent event) {
        WatchResponse.Builder response =
                WatchResponse.newBuilder().setPosition(bytes(event.position().token()));
        switch (event) {
            case WatchEvent.Resync _ -> response.setResync(true);
            case WatchEvent.Changes changes ->
                    changes.changes()
                            .forEach(change ->
                                    response.addChanges(
                                            entry(
                                                    change.key(),
                                                    change.siblings(),
                                                    change.context())));
        }
        return response.build();
    }

    private static Entry entry(Key key, List<dev.cairn.api.Sibling> siblings, Context context) {
        Entry.Builder entry =
                Entry.newBuilder().setKey(bytes(key.bytes())).setContext(bytes(context.token()));
        siblings.forEach(sibling -> entry.addSiblings(sibling(sibling)));
        return entry.build();
    }

    static MembersResponse members(ClusterStatus status) {
        MembersResponse.Builder response =
                MembersResponse.newBuilder()
                        .setCluster(status.id().toString())
                        .setSelf(status.self().name())
                        .setEpoch(status.epoch());
        for (MemberStatus member : status.members()) {
            response.addMembers(member(member));
        }
        return response.build();
    }

    static RingResponse ring(RingStatus ring, long probe) {
        RingResponse.Builder response =
                RingResponse.newBuilder().setEpoch(ring.epoch()).setProbe(probe);
        for (RingStatus.Run run : ring.runs()) {
            response.addRuns(
                    Run.newBuilder()
                            .setFirstSlice(run.first())
                            .setLastSlice(run.last())
                            .addAllOwners(run.owners().stream().map(NodeId::name).toList()));
        }
        return response.build();
    }

    private static Sibling sibling(dev.cairn.api.Sibling sibling) {
        Sibling.Builder message =
                Sibling.newBuilder()
                        .setValue(bytes(sibling.value()))
                        .putAllClock(sibling.clock().counters())
                        .setTimestampMillis(sibling.timestampMillis());
        sibling.expiresMillis().ifPresent(message::setExpiresMillis);
        return message.build();
    }

    private static Receipt receipt(dev.cairn.api.Receipt receipt) {
        Receipt.Builder message =
                Receipt.newBuilder()
                        .setRequired(receipt.required())
                        .setSloppy(receipt.sloppy())
                        .setMayBeStale(receipt.mayBeStale())
                        .setForced(receipt.forced())
                        .setEpoch(receipt.epoch());
        for (dev.cairn.api.Receipt.ReplicaAnswer answer : receipt.answers()) {
            message.addAnswers(
                    ReplicaAnswer.newBuilder()
                            .setNode(answer.node().name())
                            .setDatacentre(answer.zone().datacentre())
                            .setRack(answer.zone().rack())
                            .setDurable(answer.durable()));
        }
        return message.build();
    }

    private static Member member(MemberStatus status) {
        dev.cairn.api.cluster.Member member = status.member();
        return Member.newBuilder()
                .setId(member.id().name())
                .setAddress(member.address().toString())
                .setDatacentre(member.zone().datacentre())
                .setRack(member.zone().rack())
                .setWeight(member.weight())
                .setState(member.state().name())
                .setLiveness(status.liveness().name())
                .setOwnership(status.ownership())
                .setVersion(status.version())
                .build();
    }

    private static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
    }
}
