package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.client.ScriptedNode.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds of the client over every protocol. */
@Timeout(120)
abstract class ClientContract implements BlockingFaceContract {
    private static final Key KEY = new Key("default", Bytes.utf8("k"));
    private static final Bytes VALUE = Bytes.utf8("v");

    private final ScriptedNode.Store store = new ScriptedNode.Store();
    private final List<ScriptedNode> nodes = new ArrayList<>();

    /** A node that speaks the protocol. */
    abstract ScriptedNode start(String id, ScriptedNode.Store store) throws IOException;

    /** The client that speaks it. */
    abstract ClientConfig over(ClientConfig config);

    /** Fails unless there is one connection to each, where that can be told. */
    void checkConnections(List<ScriptedNode> asked) {}

    @BeforeEach
    void startThreeNodes() throws IOException {
        for (String id : List.of("n1", "n2", "n3")) {
            nodes.add(start(id, store));
        }
    }

    @AfterEach
    void stopNodes() throws IOException {
        for (ScriptedNode node : nodes) {
            node.close();
        }
    }

    @Test
    void whatWasPutIsReadBackAndGoneOnceDeleted() {
        try (CairnClient client = client()) {
            BlockingClient blocking = client.blocking();
            assertThat(blocking.get(KEY).found()).isFalse();
            blocking.put(KEY, VALUE);
            assertThat(blocking.get(KEY).siblings().getFirst().value()).isEqualTo(VALUE);
            blocking.delete(KEY);
            assertThat(blocking.get(KEY).found()).isFalse();
        }
    }

    @Test
    void aScanIsAnsweredByOneNode() {
        try (CairnClient client = client()) {
            client.blocking().put(KEY, VALUE);
            ScanResult page = client.blocking().scan(ScanRequest.of(KEY.bucket(), 10));
            assertThat(page.complete()).isTrue();
            assertThat(page.entries()).extracting(ScanResult.Entry::key).containsExactly(KEY);
        }
    }

    @Test
    void manyCallsShareOneConnectionToEachNode() {
        try (CairnClient client = client()) {
            List<CompletionStage<WriteResult>> writes = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                writes.add(client.put(key(i), Bytes.utf8("v" + i)));
            }
            writes.forEach(write -> write.toCompletableFuture().join());
            List<CompletionStage<ReadResult>> reads = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                reads.add(client.get(key(i)));
            }
            for (int i = 0; i < 1_000; i++) {
                ReadResult read = reads.get(i).toCompletableFuture().join();
                assertThat(read.siblings().getFirst().value()).isEqualTo(Bytes.utf8("v" + i));
            }
            checkConnections(nodes);
        }
    }

    @Test
    void writesOfOneKeyMeetAtOneNode() {
        try (CairnClient client = client()) {
            for (int i = 0; i < 20; i++) {
                client.blocking().put(KEY, VALUE);
            }
        }
        assertThat(nodes.stream().map(node -> node.dataCalls().size()))
                .containsExactlyInAnyOrder(20, 0, 0);
    }

    @Test
    void callsFailOverWhenTheirNodeDies() throws IOException {
        try (CairnClient client = client()) {
            client.blocking().put(KEY, VALUE);
            coordinator().close();
            client.blocking().put(KEY, Bytes.utf8("v2"));
            for (int i = 0; i < 20; i++) {
                assertThat(client.blocking().get(KEY).siblings().getFirst().value())
                        .isEqualTo(Bytes.utf8("v2"));
            }
        }
    }

    @Test
    void aWriteWhoseAnswerWasLostIsSentAgainUnderItsIdAndAppliesOnce() {
        AtomicInteger drops = new AtomicInteger(2);
        nodes.forEach(node ->
                node.script =
                        call ->
                                drops.getAndDecrement() > 0
                                        ? new Step.ServeAndDrop()
                                        : new Step.Serve());
        try (CairnClient client = client()) {
            client.blocking().put(KEY, VALUE);
        }
        assertThat(sent()).isEqualTo(3);
        assertThat(store.writes).hasValue(1);
    }

    /** Whoever is asked first never answers. What its silence costs is {@code AttemptsTest}'s. */
    @Test
    void aSilentNodeIsLeftForTheNext() {
        AtomicReference<ScriptedNode> silent = new AtomicReference<>();
        nodes.forEach(node ->
                node.script =
                        call ->
                                silent.compareAndSet(null, node) || silent.get() == node
                                        ? new Step.Ignore()
                                        : new Step.Serve());
        try (CairnClient client =
                CairnClient.connect(config().withAttemptTimeout(Duration.ofSeconds(1)))) {
            client.blocking().put(KEY, VALUE);
        }
        assertThat(silent.get().dataCalls()).hasSize(1);
        assertThat(store.writes).hasValue(1);
    }

    @Test
    void aWriteWithoutAnswerFailsInTimeAndIsInDoubt() {
        try (CairnClient client = client()) {
            client.blocking().put(KEY, VALUE);
            nodes.forEach(node -> node.script = call -> new Step.Ignore());
            RequestOptions brief =
                    new RequestOptions(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Duration.ofMillis(80)));
            KvError error = failure(client.put(PutRequest.of(KEY, VALUE).with(brief)));
            assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(error.operation()).isPresent();
        }
    }

    @Test
    void aReadWithoutAnswerLeavesNothingInDoubt() {
        nodes.forEach(node -> node.script = call -> new Step.Ignore());
        try (CairnClient client =
                CairnClient.connect(config().withTimeout(Duration.ofMillis(80)))) {
            KvError error = failure(client.get(KEY));
            assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(error.operation()).isEmpty();
        }
    }

    @Test
    void withNoNodeAtAllCallsFailUnavailableAndNothingIsInDoubt() throws IOException {
        stopNodes();
        try (CairnClient client = client()) {
            KvError error = failure(client.put(KEY, VALUE));
            assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(error.operation()).isEmpty();
        }
    }

    @Test
    void anOverloadedNodeIsLeftForTheNext() {
        AtomicInteger refusals = new AtomicInteger(2);
        nodes.forEach(node ->
                node.script =
                        call ->
                                refusals.getAndDecrement() > 0
                                        ? say(ErrorCode.OVERLOADED)
                                        : new Step.Serve());
        try (CairnClient client = client()) {
            client.blocking().put(KEY, VALUE);
        }
        assertThat(sent()).isEqualTo(3);
    }

    @Test
    void aWriteThatEveryNodeRefusedIsNotInDoubt() {
        nodes.forEach(node -> node.script = call -> say(ErrorCode.OVERLOADED));
        try (CairnClient client = client()) {
            KvError error = failure(client.put(KEY, VALUE));
            assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(error.operation()).isEmpty();
        }
    }

    @Test
    void aRequestThatIsWrongIsNotSentAgain() {
        nodes.forEach(node -> node.script = call -> say(ErrorCode.TOO_LARGE));
        try (CairnClient client = client()) {
            assertThat(failure(client.put(KEY, VALUE)).code()).isEqualTo(ErrorCode.TOO_LARGE);
        }
        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void aNodeThatSpeaksSomethingElseIsLeftForTheNext() {
        AtomicInteger babbles = new AtomicInteger(1);
        nodes.forEach(node ->
                node.script =
                        call ->
                                babbles.getAndDecrement() > 0
                                        ? new Step.Babble()
                                        : new Step.Serve());
        try (CairnClient client = client()) {
            assertThat(client.blocking().get(KEY).found()).isFalse();
        }
    }

    @Test
    void pastTheBoundCallsFailAtOnce() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(3);
        nodes.forEach(node ->
                node.script =
                        call -> {
                            arrived.countDown();
                            return new Step.Ignore();
                        });
        try (CairnClient client = CairnClient.connect(config().withMaxInFlight(3))) {
            for (int i = 0; i < 3; i++) {
                client.put(KEY, VALUE);
            }
            arrived.await();
            assertThat(failure(client.put(KEY, VALUE)).code()).isEqualTo(ErrorCode.OVERLOADED);
        }
    }

    @Test
    void anAnswerMakesRoomBeforeItsTakersRun() {
        try (CairnClient client = CairnClient.connect(config().withMaxInFlight(2))) {
            CompletionStage<WriteResult> chain = client.put(KEY, VALUE);
            for (int i = 0; i < 200; i++) {
                chain = chain.thenCompose(written -> client.put(KEY, VALUE));
            }
            assertThat(chain.toCompletableFuture().join().operation()).isNotNull();
        }
    }

    @Test
    void closingFailsWhatIsInFlight() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        nodes.forEach(node ->
                node.script =
                        call -> {
                            arrived.countDown();
                            return new Step.Ignore();
                        });
        CairnClient client = client();
        CompletionStage<WriteResult> write = client.put(KEY, VALUE);
        arrived.await();
        client.close();
        assertThat(failure(write).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure(client.get(KEY)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aConditionGoesWithEveryAttemptAndWhatItLeavesOpenIsDoubt() {
        AtomicInteger unanswered = new AtomicInteger(1);
        Step conflict = new Step.Say(new Response.Failed(KvError.of(ErrorCode.CONFLICT, "no")));
        nodes.forEach(node ->
                node.script =
                        call ->
                                unanswered.getAndDecrement() > 0
                                        ? new Step.ServeAndDrop()
                                        : conflict);
        try (CairnClient client = client()) {
            PutRequest put = PutRequest.of(KEY, VALUE).when(new Condition.Absent());
            KvError doubtful = failure(client.put(put));
            assertThat(doubtful.code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(doubtful.operation()).isPresent();
            assertThat(failure(client.put(put)).code()).isEqualTo(ErrorCode.CONFLICT);
        }
        assertThat(sent()).isEqualTo(3);
        nodes.stream()
                .flatMap(node -> node.dataCalls().stream())
                .map(call -> ((Request.Put) call.request()).request().condition())
                .forEach(sent -> assertThat(sent).contains(new Condition.Absent()));
    }

    @Test
    void theCallersOwnOperationIdIsKept() {
        OperationId own = new OperationId("mine");
        try (CairnClient client = client()) {
            WriteResult written =
                    client.blocking()
                            .put(
                                    new PutRequest(
                                            KEY,
                                            VALUE,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.of(own),
                                            RequestOptions.DEFAULT));
            assertThat(written.operation()).isEqualTo(own);
        }
    }

    @Test
    void whatBecameOfAWriteIsAskedForByItsIdAndKey() {
        OperationId own = new OperationId("mine");
        try (CairnClient client = client()) {
            client.blocking().put(PutRequest.of(KEY, VALUE).as(own));
            assertThat(client.blocking().resolve(KEY, own).status()).isEqualTo(Status.APPLIED);
            assertThat(client.blocking().resolve(KEY, new OperationId("never")).status())
                    .isEqualTo(Status.CANCELLED);
        }
    }

    @Test
    void aWatchGoesOnAtAnotherNodeFromItsPosition() throws Exception {
        // One event of each node, lest a second is on its way while the node goes.
        nodes.forEach(node -> {
            AtomicInteger events = new AtomicInteger();
            node.script =
                    call ->
                            call.request() instanceof Request.Watch && events.getAndIncrement() > 0
                                    ? new Step.Ignore()
                                    : new Step.Serve();
        });
        try (CairnClient client = client()) {
            Listener listener = new Listener();
            Watch watch = client.watch(WatchRequest.of(KEY), listener);
            watch.next();
            WatchPosition first = listener.events.take().position();
            ScriptedNode gone = coordinator();
            gone.close();
            watch.next();
            assertThat(listener.events.take().position()).isNotEqualTo(first);
            assertThat(nodes)
                    .filteredOn(node -> node != gone)
                    .flatExtracting(ScriptedNode::dataCalls)
                    .extracting(call -> ((Request.Watch) call.request()).request().after())
                    .containsExactly(Optional.of(first));
            watch.close();
        }
    }

    @Test
    void aWatchEndsWithAnErrorThatEveryNodeWouldGiveAndOtherwiseTriesTheNext() throws Exception {
        AtomicInteger refusals = new AtomicInteger(2);
        // A node that is left is told so, some time.
        nodes.forEach(node ->
                node.script =
                        call ->
                                !(call.request() instanceof Request.Watch)
                                        ? new Step.Serve()
                                        : refusals.getAndDecrement() > 0
                                                ? say(ErrorCode.UNAVAILABLE)
                                                : say(ErrorCode.FORBIDDEN));
        try (CairnClient client = client()) {
            Listener listener = new Listener();
            client.watch(WatchRequest.of("default"), listener).next();
            assertThat(listener.ends.take().code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(nodes).extracting(ClientContract::watches).containsExactly(1L, 1L, 1L);
        }
    }

    private static long watches(ScriptedNode node) {
        return node.calls.stream()
                .map(Call::request)
                .filter(Request.Watch.class::isInstance)
                .count();
    }

    private static final class Listener implements Watcher {
        private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        private final BlockingQueue<KvError> ends = new LinkedBlockingQueue<>();

        @Override
        public void event(WatchEvent event) {
            events.add(event);
        }

        @Override
        public void ended(KvError error) {
            ends.add(error);
        }
    }

    @Test
    void theBlockingFaceThrowsTheError() throws IOException {
        stopNodes();
        try (CairnClient client = client()) {
            assertThatThrownBy(() -> client.blocking().get(KEY))
                    .isInstanceOfSatisfying(
                            KvException.class,
                            thrown ->
                                    assertThat(thrown.error().code())
                                            .isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    @Override
    public List<ScriptedNode> nodes() {
        return nodes;
    }

    private CairnClient client() {
        return CairnClient.connect(config());
    }

    /** Time runs out only for whom a test gives less: a busy machine may hold anybody up. */
    @Override
    public ClientConfig config() {
        return over(ClientConfig.of(
                        nodes.stream().map(ScriptedNode::address).toArray(Address[]::new)))
                .withTimeout(LONG)
                .withAttemptTimeout(LONG);
    }

    private ScriptedNode coordinator() {
        return nodes.stream().filter(node -> !node.dataCalls().isEmpty()).findFirst().orElseThrow();
    }

    private int sent() {
        return nodes.stream().mapToInt(node -> node.dataCalls().size()).sum();
    }

    private static Key key(int i) {
        return new Key("default", Bytes.utf8("key-" + i));
    }

    private static Step say(ErrorCode code) {
        return new Step.Say(new Response.Failed(KvError.of(code, "as the script says")));
    }

    private static KvError failure(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            return ((KvException) failed.getCause()).error();
        }
        throw new AssertionError("expected a failure");
    }
}
