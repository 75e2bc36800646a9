package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.client.ScriptedNode.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Watches and batches for callers that wait; a part of {@link ClientContract}. */
interface BlockingFaceContract {
    Key KEY = new Key("default", Bytes.utf8("k"));
    Bytes VALUE = Bytes.utf8("v");
    Duration LONG = Duration.ofSeconds(60);

    /** Three nodes. */
    List<ScriptedNode> nodes();

    /** A client of them. */
    ClientConfig config();

    @Test
    default void aBlockingWatchTellsItsPositionAndAnotherGoesOnFromThere() throws Exception {
        try (CairnClient client = client()) {
            WatchRequest request = WatchRequest.of(KEY);
            Optional<WatchPosition> position;
            try (BlockingWatch watch = client.blocking().watch(request)) {
                assertThat(watch.position()).isEmpty();
                assertThat(watch.hasNext()).isTrue();
                WatchEvent first = watch.next();
                assertThat(watch.position()).contains(first.position());
                assertThat(watch.next(LONG).orElseThrow().position())
                        .isNotEqualTo(first.position());
                position = watch.position();
            }
            try (BlockingWatch again =
                    client.blocking().watch(request.from(position.orElseThrow()))) {
                assertThat(again.position()).isEqualTo(position);
                again.next();
                assertThat(again.position()).isNotEqualTo(position);
            }
            assertThat(nodes())
                    .flatExtracting(ScriptedNode::dataCalls)
                    .extracting(Call::request)
                    .filteredOn(Request.Watch.class::isInstance)
                    .extracting(asked -> ((Request.Watch) asked).request().after())
                    .contains(position);
        }
    }

    @Test
    default void aBlockingWatchWaitsForItsEventUntilItIsClosed() throws Exception {
        nodes().forEach(node -> node.script = call -> new Step.Ignore());
        try (CairnClient client = client();
                BlockingWatch watch = client.blocking().watch(WatchRequest.of("default"))) {
            assertThat(watch.next(Duration.ofMillis(1))).isEmpty();
            Thread closing = Thread.ofVirtual().start(watch::close);
            assertThat(watch.hasNext()).isFalse();
            assertThat(watch.next(LONG)).isEmpty();
            assertThatThrownBy(watch::next).isInstanceOf(NoSuchElementException.class);
            closing.join();
        }
    }

    @Test
    default void aBlockingWatchThrowsTheErrorThatEndsIt() {
        nodes().forEach(node -> node.script = call -> say(ErrorCode.FORBIDDEN));
        try (CairnClient client = client();
                BlockingWatch watch = client.blocking().watch(WatchRequest.of("default"))) {
            assertThatThrownBy(watch::next)
                    .isInstanceOfSatisfying(
                            KvException.class,
                            thrown ->
                                    assertThat(thrown.error().code())
                                            .isEqualTo(ErrorCode.FORBIDDEN));
        }
    }

    @Test
    default void aBatchAnswersEachOfItsCallsWhateverBecomesOfTheOthers() {
        Key refused = key(-1);
        nodes().forEach(node ->
                node.script =
                        call ->
                                call.request() instanceof Request.Put put
                                                && put.request().key().equals(refused)
                                        ? say(ErrorCode.TOO_LARGE)
                                        : new Step.Serve());
        List<BatchItem> writes = new ArrayList<>(List.of(BatchItem.put(refused, VALUE)));
        List<BatchItem> reads = new ArrayList<>(List.of(BatchItem.get(refused)));
        for (int i = 0; i < 500; i++) {
            writes.add(BatchItem.put(key(i), Bytes.utf8("v" + i)));
            reads.add(BatchItem.get(key(i)));
        }
        try (CairnClient client = CairnClient.connect(config().withMaxInFlight(16))) {
            List<BatchResult> written = client.blocking().batch(writes);
            assertThat(written).hasSize(501);
            assertThat(written.getFirst())
                    .isInstanceOfSatisfying(
                            BatchResult.Failed.class,
                            failed ->
                                    assertThat(failed.error().code())
                                            .isEqualTo(ErrorCode.TOO_LARGE));
            assertThat(written.subList(1, 501)).hasOnlyElementsOfType(BatchResult.Written.class);
            List<BatchResult> read = client.blocking().batch(reads);
            assertThat(((BatchResult.Found) read.getFirst()).result().found()).isFalse();
            for (int i = 0; i < 500; i++) {
                BatchResult.Found found = (BatchResult.Found) read.get(i + 1);
                assertThat(found.result().siblings().getFirst().value())
                        .isEqualTo(Bytes.utf8("v" + i));
            }
            client.blocking().batch(List.of(BatchItem.delete(key(0))));
            assertThat(client.blocking().get(key(0)).found()).isFalse();
            assertThat(client.blocking().batch(List.of())).isEmpty();
        }
    }

    private CairnClient client() {
        return CairnClient.connect(config());
    }

    private static Key key(int i) {
        return new Key("default", Bytes.utf8("key-" + i));
    }

    private static Step say(ErrorCode code) {
        return new Step.Say(new Response.Failed(KvError.of(code, "as the script says")));
    }
}
