package dev.cairn.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.cairn.api.Consistency;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.service.HeldPort;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.transport.grpc.v1.ClusterGrpc;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.GetResponse;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.Member;
import dev.cairn.transport.grpc.v1.MembersRequest;
import dev.cairn.transport.grpc.v1.Options;
import dev.cairn.transport.grpc.v1.PutRequest;
import dev.cairn.transport.grpc.v1.RingRequest;
import dev.cairn.transport.grpc.v1.Run;
import dev.cairn.transport.grpc.v1.Sibling;
import dev.cairn.transport.grpc.v1.WriteResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GrpcProtocolTest {
    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("cairn-error-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> OPERATION =
            Metadata.Key.of("cairn-operation", Metadata.ASCII_STRING_MARSHALLER);

    private final MemoryKeyValues store = new MemoryKeyValues(Runnable::run);
    private final OneNode admin = new OneNode();
    private ClientProtocol server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        start(new GrpcConfig(true, 0, 64 * 1024, 4, true));
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void theServiceLoaderFindsItByName() {
        GrpcProtocolTest.class.getModule().addUses(ClientProtocol.Provider.class);
        assertThat(
                        ServiceLoader.load(ClientProtocol.Provider.class).stream()
                                .map(found -> found.get().name()))
                .containsExactly("grpc");
    }

    @Test
    void itListensOnPort4702ByDefault() {
        assertThat(new GrpcProtocolProvider().config().defaults().port()).isEqualTo(4702);
        assertThat(new GrpcProtocolProvider().enabled(GrpcConfig.DEFAULT)).isTrue();
    }

    @Test
    void gRpcItselfStartsWithTheFirstConnection() {
        List<String> before = eventLoops();
        data().get(get("k"));
        assertThat(eventLoops()).anyMatch(loop -> !before.contains(loop));
    }

    @Test
    void aPortNobodyCalledIsFreedByDraining() throws IOException {
        try (HeldPort held = new HeldPort()) {
            stop();
            start(new GrpcConfig(true, held.address().port(), 64 * 1024, 4, true));
            server.drain();
            try (ServerSocket again = new ServerSocket()) {
                again.bind(new InetSocketAddress("127.0.0.1", held.address().port()));
            }
        }
    }

    @Test
    void whatWasPutIsReadBackAndGoneOnceDeleted() {
        WriteResponse written =
                data().put(put("k", "v").toBuilder().setOperation("mine").setTtlMillis(9).build());
        assertThat(written.getContext().toStringUtf8()).isEqualTo("seen 1");
        assertThat(written.getClockMap()).containsEntry("n1", 1L);
        assertThat(written.getOperation()).isEqualTo("mine");
        assertThat(written.getReceipt().getAnswers(0).getDatacentre()).isEqualTo("dc1");

        GetResponse read = data().get(get("k"));
        assertThat(read.getSiblings(0).getValue().toStringUtf8()).isEqualTo("v");
        Sibling sibling = read.getSiblings(0);
        assertThat(sibling.getTimestampMillis()).isPositive();
        assertThat(sibling.getExpiresMillis()).isEqualTo(sibling.getTimestampMillis() + 9);
        assertThat(read.getContext().toStringUtf8()).isEqualTo("seen 1");
        assertThat(read.getReceipt().getEpoch()).isEqualTo(7);

        data().delete(DeleteRequest.newBuilder().setKey(bytes("k")).build());
        assertThat(data().get(get("k")).getSiblingsCount()).isZero();
    }

    @Test
    void optionsAndTheDeadlineReachTheService() {
        data().withDeadlineAfter(20, TimeUnit.SECONDS)
                .get(
                        get("k").toBuilder()
                                .setOptions(
                                        Options.newBuilder()
                                                .setConsistency("local_quorum")
                                                .setSloppy(true)
                                                .setCoordinator("n2"))
                                .build());
        RequestOptions seen = lastOptions();
        assertThat(seen.consistency()).contains(Consistency.Level.LOCAL_QUORUM);
        assertThat(seen.sloppy()).contains(true);
        assertThat(seen.coordinator()).contains(new NodeId("n2"));
        assertThat(seen.timeout())
                .hasValueSatisfying(left ->
                        assertThat(left).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20)));
    }

    @Test
    void whatIsNotSetFollowsTheBucket() {
        data().get(get("k"));
        assertThat(lastOptions()).isEqualTo(RequestOptions.DEFAULT);
    }

    @Test
    void everyErrorHasAStatusAndItsCodeInTheTrailers() {
        for (ErrorCode code : ErrorCode.values()) {
            store.failWith(new KvError(code, "it failed", Optional.of(new OperationId("op-9"))));
            StatusRuntimeException failure = failure(() -> data().put(put("fail:k", "v")));
            assertThat(failure.getStatus().getCode())
                    .isNotIn(Status.Code.OK, Status.Code.UNKNOWN, Status.Code.UNIMPLEMENTED);
            assertThat(failure.getStatus().getDescription()).isEqualTo("it failed");
            assertThat(failure.getTrailers().get(CODE)).isEqualTo(code.name());
            assertThat(failure.getTrailers().get(OPERATION)).isEqualTo("op-9");
        }
    }

    @Test
    void anEmptyKeyIsABadRequest() {
        StatusRuntimeException failure = failure(() -> data().get(get("")));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.getTrailers().get(CODE)).isEqualTo("BAD_REQUEST");
    }

    @Test
    void aMessageOverTheBoundIsRefused() {
        StatusRuntimeException failure = failure(() -> data().put(put("k", "v".repeat(70_000))));
        assertThat(failure.getStatus().getCode())
                .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED, Status.Code.UNKNOWN);
        data().put(put("k", "v"));
    }

    @Test
    void pastTheBoundCallsAreAnsweredOverloaded() {
        List<CompletableFuture<GetResponse>> held =
                IntStream.range(0, 4).mapToObj(i -> getLater("held:k" + i)).toList();
        while (store.held.size() < 4) {
            Thread.onSpinWait();
        }
        StatusRuntimeException failure = failure(() -> data().get(get("k")));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getTrailers().get(CODE)).isEqualTo("OVERLOADED");

        store.held.releaseBackwards();
        held.forEach(CompletableFuture::join);
        assertThat(data().get(get("k")).getSiblingsCount()).isZero();
    }

    @Test
    void membersAndRingAreThoseOfTheNode() {
        ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(channel);
        Member member = cluster.members(MembersRequest.getDefaultInstance()).getMembers(0);
        assertThat(member.getId()).isEqualTo("n1");
        assertThat(member.getLiveness()).isEqualTo("ALIVE");
        assertThat(member.getAddress()).isEqualTo("127.0.0.1:4700");
        Run run = cluster.ring(RingRequest.getDefaultInstance()).getRuns(0);
        assertThat(run.getLastSlice()).isEqualTo(65_535);
        assertThat(run.getOwnersList()).containsExactly("n1");
    }

    @Test
    void healthIsServingWhileTheNodeIsReady() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
        HealthCheckRequest whole = HealthCheckRequest.getDefaultInstance();
        assertThat(health.check(whole).getStatus()).isEqualTo(ServingStatus.SERVING);
        admin.setReady(false);
        assertThat(health.check(whole).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(
                        failure(() ->
                                        health.check(
                                                HealthCheckRequest.newBuilder()
                                                        .setService("no.such")
                                                        .build()))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void reflectionListsTheServices() {
        CompletableFuture<List<String>> services = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> ask =
                ServerReflectionGrpc.newStub(channel)
                        .serverReflectionInfo(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse answer) {
                                        services.complete(
                                                answer
                                                        .getListServicesResponse()
                                                        .getServiceList()
                                                        .stream()
                                                        .map(service -> service.getName())
                                                        .toList());
                                    }

                                    @Override
                                    public void onError(Throwable failure) {
                                        services.completeExceptionally(failure);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(services.join())
                .contains("cairn.v1.KeyValue", "cairn.v1.Cluster", "grpc.health.v1.Health");
        ask.onCompleted();
    }

    @Test
    void callsThatCallersBreakDoNotFillTheLog() throws IOException {
        Logger grpc = Logger.getLogger("io.grpc.netty");
        List<String> written = new CopyOnWriteArrayList<>();
        Handler log =
                new StreamHandler() {
                    @Override
                    public void publish(LogRecord told) {
                        written.add(told.getMessage());
                    }
                };
        grpc.addHandler(log);
        GrpcCodec codec = new GrpcCodec(Optional.empty(), 1024);
        for (byte[] malformed : codec.malformed()) {
            try (Socket caller = new Socket("127.0.0.1", server.address().port())) {
                caller.getOutputStream().write(codec.greeting());
                caller.getOutputStream().write(malformed);
                caller.getInputStream().readAllBytes();
            }
        }
        grpc.removeHandler(log);
        assertThat(written).isEmpty();
    }

    private void start(GrpcConfig config) throws IOException {
        server = new GrpcProtocolProvider().start(config, store, admin, env());
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.address().port())
                        .usePlaintext()
                        .build();
    }

    private static List<String> eventLoops() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("grpc-\\d+-\\d+"))
                .toList();
    }

    /** Without users, and without lanes. */
    static ClientProtocol.Env env() {
        return new ClientProtocol.Env("127.0.0.1", List.of(), Runnable::run, "0.1.0", event -> {});
    }

    private RequestOptions lastOptions() {
        return ((dev.cairn.api.GetRequest) List.copyOf(store.requests).getLast()).options();
    }

    private KeyValueGrpc.KeyValueBlockingStub data() {
        return KeyValueGrpc.newBlockingStub(channel);
    }

    private CompletableFuture<GetResponse> getLater(String key) {
        CompletableFuture<GetResponse> response = new CompletableFuture<>();
        KeyValueGrpc.newStub(channel)
                .get(
                        get(key),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(GetResponse value) {
                                response.complete(value);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                response.completeExceptionally(failure);
                            }

                            @Override
                            public void onCompleted() {}
                        });
        return response;
    }

    private static StatusRuntimeException failure(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failed) {
            return failed;
        }
        throw new AssertionError("expected a failure");
    }

    private static GetRequest get(String key) {
        return GetRequest.newBuilder().setKey(bytes(key)).build();
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
