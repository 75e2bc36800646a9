package dev.cairn.transport.grpc.client;

import dev.cairn.api.AdminService;
import dev.cairn.api.KvException;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.transport.grpc.v1.ClusterGrpc;
import dev.cairn.transport.grpc.v1.MembersRequest;
import dev.cairn.transport.grpc.v1.MembersResponse;
import dev.cairn.transport.grpc.v1.RingRequest;
import dev.cairn.transport.grpc.v1.RingResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** {@code cairn.v1.Cluster}, from the node's own snapshot. */
final class ClusterEndpoint extends ClusterGrpc.ClusterImplBase {
    @Override
    public void members(MembersRequest request, StreamObserver<MembersResponse> caller) {
        answer(caller, admin -> Responses.members(admin.cluster()));
    }

    @Override
    public void ring(RingRequest request, StreamObserver<RingResponse> caller) {
        answer(caller, admin -> Responses.ring(admin.ring(), admin.locate(RingMap.PROBE).token()));
    }

    private <R> void answer(StreamObserver<R> caller, Function<AdminService, R> response) {
        try {
            caller.onNext(response.apply(Callers.present().admin()));
            caller.onCompleted();
        } catch (KvException refused) {
            caller.onError(Statuses.of(refused.error()));
        }
    }
}
