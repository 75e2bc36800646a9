package dev.cairn.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Security;
import dev.cairn.api.security.TlsIdentity;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.tls.TestAuthority;
import dev.cairn.transport.grpc.v1.ClusterGrpc;
import dev.cairn.transport.grpc.v1.MembersRequest;
import dev.cairn.transport.grpc.v1.MembersResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC over TLS, where callers must say who they are. */
@Timeout(120)
class GrpcSecurityTest implements AccessControl {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final TestAuthority AUTHORITY = new TestAuthority();

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> callers = new ConcurrentLinkedQueue<>();
    private final Refusals refusals = new Refusals(EventSink.NONE, System::nanoTime);
    private ClientProtocol server;

    @BeforeEach
    void start() throws Exception {
        TlsIdentity identity = TestAuthority.identity(AUTHORITY.node(CLUSTER, "n1"));
        Security security = new Security(Optional.of(identity), this, refusals);
        server =
                new GrpcProtocolProvider()
                        .start(
                                new GrpcConfig(true, 0, 64 * 1024, 4, true),
                                new MemoryKeyValues(Runnable::run),
                                new OneNode(),
                                new ClientProtocol.Env(
                                        "127.0.0.1",
                                        List.of(),
                                        Runnable::run,
                                        "0.1.0",
                                        EventSink.NONE,
                                        security));
    }

    @AfterEach
    void stop() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel channel : channels) {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        }
        server.close();
    }

    @Override
    public Optional<Principal> anonymous() {
        return Optional.empty();
    }

    /** Lets in clients with certificates, and one token. */
    @Override
    public void authenticate(Credentials shown, String caller, Answer<Principal> answer) {
        switch (shown) {
            case Credentials.Certificate certificate ->
                    answer.succeeded(new Principal(certificate.identity().name(), List.of()));
            case Credentials.Token token when token.token().equals("right") ->
                    Thread.ofVirtual()
                            .start(() -> answer.succeeded(new Principal("carol", List.of())));
            default -> answer.failed(KvError.of(ErrorCode.UNAUTHENTICATED, "nobody's"));
        }
    }

    @Override
    public KeyValueService guard(KeyValueService service, Principal caller) {
        return service;
    }

    @Override
    public AdminService guard(AdminService service, Principal caller) {
        callers.add(caller.name());
        return service;
    }

    private ClusterGrpc.ClusterBlockingStub call(NettyChannelBuilder channel) {
        ManagedChannel built = channel.build();
        channels.add(built);
        return ClusterGrpc.newBlockingStub(built).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    /** What a tool is told that asks for the services. */
    private CompletableFuture<Integer> describedServices(ClusterGrpc.ClusterBlockingStub as) {
        CompletableFuture<Integer> services = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> ask =
                ServerReflectionGrpc.newStub(as.getChannel())
                        .serverReflectionInfo(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse answer) {
                                        services.complete(
                                                answer.getListServicesResponse().getServiceCount());
                                    }

                                    @Override
                                    public void onError(Throwable failure) {
                                        services.completeExceptionally(failure);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        ask.onCompleted();
        return services;
    }

    private NettyChannelBuilder plain() {
        return NettyChannelBuilder.forAddress("localhost", server.address().port());
    }

    private ClusterGrpc.ClusterBlockingStub over(TestAuthority trusted, Optional<KeyMaterial> shown)
            throws Exception {
        SslContextBuilder tls = SslContextBuilder.forClient().trustManager(trusted.certificate());
        shown.ifPresent(own -> tls.keyManager(own.key(), own.certificate()));
        return call(plain().sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build()));
    }

    private static ClusterGrpc.ClusterBlockingStub with(
            ClusterGrpc.ClusterBlockingStub stub, String authorization) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static Status.Code failure(ClusterGrpc.ClusterBlockingStub stub) {
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub.members(MembersRequest.getDefaultInstance()))
                .getStatus()
                .getCode();
    }

    @Test
    void aTokenSaysWhoCallsToo() throws Exception {
        with(over(AUTHORITY, Optional.empty()), "Bearer right")
                .members(MembersRequest.getDefaultInstance());
        assertThat(callers).containsExactly("carol");
    }

    @Test
    void whoShowsNothingOrWhatIsNobodysIsToldSo() throws Exception {
        ClusterGrpc.ClusterBlockingStub stub = over(AUTHORITY, Optional.empty());
        assertThat(failure(stub)).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(failure(with(stub, "Bearer wrong"))).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(callers).isEmpty();
    }

    /** How a call ends of which only the headers are sent. */
    private static Status.Code endOfHeaders(Channel channel) throws Exception {
        ClientCall<MembersRequest, MembersResponse> call =
                channel.newCall(ClusterGrpc.getMembersMethod(), CallOptions.DEFAULT);
        CompletableFuture<Status.Code> end = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status.getCode());
                    }
                },
                new Metadata());
        // What is sent after them takes them along.
        HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
        return end.get(60, TimeUnit.SECONDS);
    }

    /** Of what they would send a node would keep up to the largest message for every call. */
    @Test
    void nobodyIsTurnedAwayBeforeItSendsAMessage() throws Exception {
        ClusterGrpc.ClusterBlockingStub nobody = over(AUTHORITY, Optional.empty());
        assertThat(endOfHeaders(nobody.getChannel())).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(endOfHeaders(with(nobody, "Bearer wrong").getChannel()))
                .isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void whoAsksForTheNodesHealthSendsLittle() throws Exception {
        HealthGrpc.HealthBlockingStub health =
                HealthGrpc.newBlockingStub(over(AUTHORITY, Optional.empty()).getChannel());
        HealthCheckRequest large =
                HealthCheckRequest.newBuilder().setService("s".repeat(5000)).build();
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class, () -> health.check(large))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void aStrangersCertificateIsRefused() throws Exception {
        TestAuthority foreign = new TestAuthority();
        KeyMaterial stranger = foreign.client(CLUSTER, "alice");
        // Told which authorities count, it may show nothing rather than what does not.
        assertThat(failure(over(AUTHORITY, Optional.of(stranger))))
                .isIn(Status.Code.UNAVAILABLE, Status.Code.UNAUTHENTICATED);
    }

    @Test
    void servicesAreDescribedToThoseWhoAreKnown() throws Exception {
        ClusterGrpc.ClusterBlockingStub nobody = over(AUTHORITY, Optional.empty());
        assertThat(describedServices(with(nobody, "Bearer right")).get(30, TimeUnit.SECONDS))
                .isPositive();
        assertThat(
                        describedServices(
                                        over(
                                                AUTHORITY,
                                                Optional.of(AUTHORITY.client(CLUSTER, "alice"))))
                                .get(30, TimeUnit.SECONDS))
                .isPositive();
        assertThatThrownBy(() -> describedServices(nobody).get(30, TimeUnit.SECONDS))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() ->
                        describedServices(with(nobody, "Bearer wrong")).get(30, TimeUnit.SECONDS))
                .hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    void everybodyMayAskWhetherTheNodeIsHealthy() throws Exception {
        assertThat(
                        HealthGrpc.newBlockingStub(over(AUTHORITY, Optional.empty()).getChannel())
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    @Test
    void certificatesThatAreRefusedAreCounted() throws Exception {
        CertificateIdentity alice = new CertificateIdentity.Client(CLUSTER, "alice");
        failure(over(AUTHORITY, Optional.of(AUTHORITY.expired(alice))));
        await(() -> refusals.count(Refusals.Reason.CERTIFICATE) > 0);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
