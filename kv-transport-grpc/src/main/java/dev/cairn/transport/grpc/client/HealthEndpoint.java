package dev.cairn.transport.grpc.client;

import dev.cairn.api.AdminService;
import dev.cairn.transport.grpc.v1.ClusterGrpc;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Set;

/**
 * {@code grpc.health.v1.Health}: serving while the node is ready. The protocol lets {@code Watch}
 * be unimplemented; a caller then checks now and then.
 */
final class HealthEndpoint extends HealthGrpc.HealthImplBase {
    private static final Set<String> SERVICES =
            Set.of("", KeyValueGrpc.SERVICE_NAME, ClusterGrpc.SERVICE_NAME);

    private final AdminService admin;

    HealthEndpoint(AdminService admin) {
        this.admin = admin;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> caller) {
        if (!SERVICES.contains(request.getService())) {
            caller.onError(
                    Status.NOT_FOUND
                            .withDescription("no service \"" + request.getService() + "\"")
                            .asRuntimeException());
            return;
        }
        caller.onNext(
                HealthCheckResponse.newBuilder()
                        .setStatus(
                                admin.ready() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
                        .build());
        caller.onCompleted();
    }
}
