package dev.cairn.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.service.ScriptedWatch;
import dev.cairn.transport.grpc.v1.BatchRequest;
import dev.cairn.transport.grpc.v1.BatchResponse;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.Entry;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.ScanRequest;
import dev.cairn.transport.grpc.v1.ScanResponse;
import dev.cairn.transport.grpc.v1.WatchRequest;
import dev.cairn.transport.grpc.v1.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches, scans and watches over a real server. */
@Timeout(120)
class GrpcStreamsTest {
    private static final WatchPosition HERE = new WatchPosition(Bytes.utf8("here"));

    private final MemoryKeyValues store = new MemoryKeyValues(Runnable::run);
    private ClientProtocol server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server =
                new GrpcProtocolProvider()
                        .start(
                                new GrpcConfig(true, 0, 64 * 1024, 8, false),
                                store,
                                new OneNode(),
                                GrpcProtocolTest.env());
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.address().port())
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static BatchRequest put(String key, String value) {
        return BatchRequest.newBuilder()
                .setPut(
                        dev.cairn.transport.grpc.v1.PutRequest.newBuilder()
                                .setKey(bytes(key))
                                .setValue(bytes(value)))
                .build();
    }

    private static BatchRequest get(String key) {
        return BatchRequest.newBuilder().setGet(GetRequest.newBuilder().setKey(bytes(key))).build();
    }

    private List<BatchResponse> batch(List<BatchRequest> requests) {
        Gathering<BatchResponse> answers = new Gathering<>();
        StreamObserver<BatchRequest> batch = KeyValueGrpc.newStub(channel).batch(answers);
        requests.forEach(batch::onNext);
        batch.onCompleted();
        return answers.all.join();
    }

    @Test
    void aBatchIsAnsweredInItsOrderEachOperationForItself() {
        List<BatchResponse> answers =
                batch(
                        List.of(
                                put("a", "1"),
                                get("a"),
                                get(""),
                                BatchRequest.newBuilder()
                                        .setDelete(DeleteRequest.newBuilder().setKey(bytes("a")))
                                        .build(),
                                get("a"),
                                BatchRequest.getDefaultInstance()));
        assertThat(answers).hasSize(6);
        assertThat(answers.get(0).getWritten().getOperation()).isEqualTo("op-1");
        assertThat(answers.get(1).getRead().getSiblings(0).getValue()).isEqualTo(bytes("1"));
        assertThat(answers.get(2).getFailure().getCode()).isEqualTo("BAD_REQUEST");
        assertThat(answers.get(3).hasWritten()).isTrue();
        assertThat(answers.get(4).getRead().getSiblingsCount()).isZero();
        assertThat(answers.get(5).getFailure().getCode()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void operationsOnOneKeyRunInTheirOrderHoweverMany() {
        List<BatchRequest> requests = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            requests.add(put("k" + i % 7, "v" + i));
            requests.add(get("k" + i % 7));
        }
        List<BatchResponse> answers = batch(requests);
        for (int i = 0; i < 150; i++) {
            assertThat(answers.get(2 * i + 1).getRead().getSiblings(0).getValue())
                    .isEqualTo(bytes("v" + i));
        }
    }

    @Test
    void pastTheBoundOperationsAreAnsweredOverloaded() {
        Gathering<BatchResponse> answers = new Gathering<>();
        StreamObserver<BatchRequest> first = KeyValueGrpc.newStub(channel).batch(answers);
        IntStream.range(0, 8).forEach(i -> first.onNext(get("held:k" + i)));
        while (store.held.size() < 8) {
            Thread.onSpinWait();
        }
        BatchResponse refused = batch(List.of(get("k"))).getFirst();
        assertThat(refused.getFailure().getCode()).isEqualTo("OVERLOADED");
        store.held.releaseBackwards();
        first.onNext(get("k"));
        first.onCompleted();
        assertThat(answers.all.join()).hasSize(9).allMatch(BatchResponse::hasRead);
    }

    @Test
    void aScanComesPageByPageToTheEndOrItsLimit() {
        for (int i = 0; i < 10; i++) {
            store.put(
                    PutRequest.of(new Key("default", Bytes.utf8("k" + i)), Bytes.utf8("v")),
                    new Ignored());
        }
        ScanRequest scan = ScanRequest.newBuilder().setPrefix(bytes("k")).setPage(4).build();
        List<ScanResponse> pages = pages(scan);
        assertThat(pages).extracting(ScanResponse::getEntriesCount).containsExactly(4, 4, 2);
        assertThat(pages).allMatch(ScanResponse::getComplete);
        assertThat(pages.getLast().hasCursor()).isFalse();
        assertThat(keys(pages)).hasSize(10).doesNotHaveDuplicates();
        List<ScanResponse> few = pages(scan.toBuilder().setLimit(6).build());
        assertThat(few).extracting(ScanResponse::getEntriesCount).containsExactly(4, 2);
        String cursor = few.getLast().getCursor();
        assertThat(keys(pages(scan.toBuilder().setCursor(cursor).build())))
                .isEqualTo(keys(pages).subList(6, 10));
    }

    @Test
    void aMalformedScanIsRefused() {
        assertThatThrownBy(() -> pages(ScanRequest.newBuilder().setPage(5000).build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failed ->
                                assertThat(failed.getStatus().getCode())
                                        .isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    private List<ScanResponse> pages(ScanRequest request) {
        List<ScanResponse> pages = new ArrayList<>();
        KeyValueGrpc.newBlockingStub(channel).scan(request).forEachRemaining(pages::add);
        return pages;
    }

    private static List<String> keys(List<ScanResponse> pages) {
        return pages.stream()
                .flatMap(page -> page.getEntriesList().stream())
                .map(Entry::getKey)
                .map(ByteString::toStringUtf8)
                .toList();
    }

    @Test
    void aWatchTellsChangesAndPositionsUntilItEnds() throws InterruptedException {
        Iterator<WatchResponse> told =
                KeyValueGrpc.newBlockingStub(channel)
                        .watch(
                                WatchRequest.newBuilder()
                                        .setBucket("b")
                                        .setKey(bytes("a"))
                                        .setAfter(bytes("there"))
                                        .build());
        ScriptedWatch watch = store.watches.take();
        assertThat(watch.request().bucket()).isEqualTo("b");
        assertThat(watch.request().key()).contains(Bytes.utf8("a"));
        assertThat(watch.request().after()).contains(new WatchPosition(Bytes.utf8("there")));
        watch.tell(
                new WatchEvent.Changes(
                        List.of(
                                new WatchEvent.Change(
                                        new Key("b", Bytes.utf8("a")),
                                        List.of(),
                                        new Context(Bytes.utf8("seen")))),
                        HERE));
        WatchResponse change = told.next();
        assertThat(change.getChanges(0).getKey()).isEqualTo(bytes("a"));
        assertThat(change.getChanges(0).getSiblingsCount()).isZero();
        assertThat(change.getPosition()).isEqualTo(bytes("here"));
        watch.tell(new WatchEvent.Resync(HERE));
        assertThat(told.next().getResync()).isTrue();
        watch.end(KvError.of(ErrorCode.UNAVAILABLE, "this node is stopping"));
        assertThatThrownBy(told::hasNext)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failed ->
                                assertThat(failed.getStatus().getCode())
                                        .isEqualTo(Status.Code.UNAVAILABLE));
    }

    @Test
    void aWatcherThatIsGoneEndsItsWatch() throws InterruptedException {
        KeyValueGrpc.newStub(channel).watch(WatchRequest.getDefaultInstance(), new Gathering<>());
        ScriptedWatch watch = store.watches.take();
        channel.shutdownNow();
        while (!watch.isClosed()) {
            Thread.onSpinWait();
        }
    }

    /** Takes what comes, to the end. */
    private static final class Gathering<T> implements StreamObserver<T> {
        private final List<T> come = new ArrayList<>();
        private final CompletableFuture<List<T>> all = new CompletableFuture<>();

        @Override
        public void onNext(T message) {
            come.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            all.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            all.complete(come);
        }
    }

    private static final class Ignored implements dev.cairn.api.Answer<dev.cairn.api.WriteResult> {
        @Override
        public void succeeded(dev.cairn.api.WriteResult result) {}

        @Override
        public void failed(KvError error) {}
    }
}
