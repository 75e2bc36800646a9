package dev.cairn.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.Receipt;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.spi.ClientLink;
import dev.cairn.api.version.VectorClock;
import dev.cairn.client.connection.Connections;
import dev.cairn.client.routing.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a call is sent, over connections on which the test decides who is silent. */
@Timeout(120)
class AttemptsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final List<Address> NODES =
            List.of(new Address("one", 1), new Address("two", 1), new Address("three", 1));
    private static final OperationId OPERATION = new OperationId("mine");
    private static final Request PUT =
            new Request.Put(
                    PutRequest.of(new Key("b", Bytes.utf8("k")), Bytes.utf8("v")).as(OPERATION),
                    false);

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Connections connections = new Connections(Link::new);
    private final Calls calls =
            new Calls(new Router(NODES, connections), connections, 2 * NODES.size(), LONG);

    private record Sent(Address node, CompletableFuture<Response> answer) {}

    private final class Link implements ClientLink {
        private final Address node;

        Link(Address node) {
            this.node = node;
        }

        @Override
        public CompletableFuture<Response> call(Request request) {
            Sent call = new Sent(node, new CompletableFuture<>());
            sent.add(call);
            return call.answer();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public void closeIfSilentSince(long nanos) {}

        @Override
        public void close() {}
    }

    private Sent sent(int number) {
        while (sent.size() < number) {
            Thread.onSpinWait();
        }
        return sent.get(number - 1);
    }

    private static Response overloaded() {
        return new Response.Failed(KvError.of(ErrorCode.OVERLOADED, "try again later"));
    }

    /** Each time that a node is silent costs the patience of an attempt. */
    @Test
    void onceAllWereAskedThoseAreAskedAgainThatAnswered() {
        NODES.forEach(node -> connections.to(node).join());
        CompletableFuture<Response.Written> outcome =
                calls.send(PUT, LONG, Response.Written.class, Function.identity())
                        .toCompletableFuture();
        sent(1).answer().completeExceptionally(new TimeoutException());
        for (int number = 2; number <= 5; number++) {
            sent(number).answer().complete(overloaded());
        }
        Address silent = sent(1).node();
        assertThat(sent(6).node()).isNotEqualTo(silent);
        assertThat(sent.subList(1, 3)).extracting(Sent::node).doesNotHaveDuplicates();
        assertThat(sent.subList(3, 5))
                .extracting(Sent::node)
                .containsExactlyInAnyOrder(sent(2).node(), sent(3).node())
                .doesNotContain(silent);
        assertThat(outcome).isNotDone();
    }

    @Test
    void onceAllWereSilentAllAreAskedAgain() {
        NODES.forEach(node -> connections.to(node).join());
        calls.send(PUT, LONG, Response.Written.class, Function.identity());
        for (int number = 1; number <= 5; number++) {
            sent(number).answer().completeExceptionally(new TimeoutException());
        }
        sent(6);
        assertThat(sent.subList(0, 3)).extracting(Sent::node).hasSameElementsAs(NODES);
        assertThat(sent.subList(3, 6)).extracting(Sent::node).hasSameElementsAs(NODES);
    }

    @Test
    void aSilentNodeIsLeftForOneOther() {
        NODES.forEach(node -> connections.to(node).join());
        CompletableFuture<Response.Written> outcome =
                calls.send(PUT, LONG, Response.Written.class, Function.identity())
                        .toCompletableFuture();
        assertThat(sent).hasSize(1);
        sent.getFirst().answer().completeExceptionally(new TimeoutException());
        assertThat(sent).extracting(Sent::node).doesNotHaveDuplicates().hasSize(2);
        Response.Written written =
                new Response.Written(
                        new WriteResult(
                                new Context(Bytes.EMPTY),
                                VectorClock.of(Map.of("n1", 1L)),
                                OPERATION,
                                new Receipt(List.of(), 0, false, 1)));
        assertThat(outcome).isNotDone();
        sent.getLast().answer().complete(written);
        assertThat(outcome).isCompletedWithValue(written);
    }
}
