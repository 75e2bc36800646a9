package dev.cairn.transport.grpc.client;

import dev.cairn.api.AdminService;
import dev.cairn.transport.grpc.v1.ClusterGrpc;
import dev.cairn.transport.grpc.v1.MembersRequest;
import dev.cairn.transport.grpc.v1.MembersResponse;
import dev.cairn.transport.grpc.v1.RingRequest;
import dev.cairn.transport.grpc.v1.RingResponse;
import io.grpc.stub.StreamObserver;

/** {@code cairn.v1.Cluster}, from the node's own snapshot. */
final class ClusterEndpoint extends ClusterGrpc.ClusterImplBase {
    private final AdminService admin;

    ClusterEndpoint(AdminService admin) {
        this.admin = admin;
    }

    @Override
    public void members(MembersRequest request, StreamObserver<MembersResponse> caller) {
        caller.onNext(Responses.members(admin.cluster()));
        caller.onCompleted();
    }

    @Override
    public void ring(RingRequest request, StreamObserver<RingResponse> caller) {
        caller.onNext(Responses.ring(admin.ring()));
        caller.onCompleted();
    }
}
