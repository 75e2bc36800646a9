package dev.cairn.replication.message;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.version.Version;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One message of every kind and shape, by the name it has in the golden file. */
final class Samples {
    private static final long REQUEST = 0x0102030405060708L;
    private static final long EPOCH = 300;
    private static final NodeId N1 = new NodeId("n1");
    private static final StorageKey KEY =
            StorageKey.of(0xfedcba9876543210L, new Key("users", Bytes.utf8("ada")));
    private static final Receipt RECEIPT =
            new Receipt(
                    List.of(new Receipt.ReplicaAnswer(N1, new Zone("dc1", "r2"), true)),
                    2,
                    false,
                    EPOCH);
    private static final VectorClock CLOCK = VectorClock.of(Map.of("n1", 2L, "n2", 1L));
    private static final Context CONTEXT = new Context(Bytes.utf8("ctx"));
    private static final Duration SOON = Duration.ofMillis(1500);

    private Samples() {}

    static StoredItem item() {
        Dot dot = new Dot(new ActorId(N1, 0x1122334455667788L, 7), 1);
        return StoredItem.of(
                Item.EMPTY.with(
                        new Version(
                                dot,
                                CausalContext.EMPTY,
                                HybridTimestamp.ofMillis(1_767_225_600_000L),
                                0,
                                Bytes.utf8("v"),
                                false,
                                OptionalLong.empty(),
                                Optional.empty())));
    }

    private static final ETag ETAG = new ETag("7-1f");

    static Map<String, PeerMessage> all() {
        Map<String, PeerMessage> samples = new LinkedHashMap<>();
        samples.put(
                "replica-write", new PeerMessage.ReplicaWrite(REQUEST, EPOCH, 5, 0, KEY, item()));
        samples.put("write-ack", new PeerMessage.WriteAck(REQUEST, EPOCH, true));
        samples.put("replica-read", new PeerMessage.ReplicaRead(REQUEST, EPOCH, 5, SOON, KEY));
        samples.put("read-answer", new PeerMessage.ReadAnswer(REQUEST, EPOCH, item()));
        samples.put(
                "read-answer-absent",
                new PeerMessage.ReadAnswer(REQUEST, EPOCH, StoredItem.ABSENT));
        samples.put("forward-read", forward(read()));
        samples.put("forward-put", forward(put()));
        samples.put("forward-delete", forward(delete(Optional.empty())));
        samples.put("forward-delete-if", forward(delete(Optional.of(new Condition.Matches(ETAG)))));
        samples.put("forward-answer-found", answer(found()));
        samples.put(
                "forward-answer-written",
                answer(
                        new Outcome.Written(
                                new WriteResult(
                                        CONTEXT, CLOCK, new OperationId("op-1"), RECEIPT))));
        samples.put(
                "forward-answer-tagged",
                answer(
                        new Outcome.Written(
                                new WriteResult(
                                        CONTEXT,
                                        CLOCK,
                                        Optional.of(ETAG),
                                        new OperationId("op-1"),
                                        RECEIPT))));
        samples.put("forward-answer-stale", answer(stale()));
        samples.put(
                "forward-answer-failed",
                answer(
                        new Outcome.Failed(
                                new KvError(
                                        ErrorCode.TIMEOUT,
                                        "too late",
                                        Optional.of(new OperationId("op-1"))))));
        samples.put(
                "refusal",
                new PeerMessage.Refusal(
                        REQUEST, EPOCH, KvError.of(ErrorCode.OVERLOADED, "not now")));
        samples.put("hint", new PeerMessage.Hint(REQUEST, EPOCH, 5, 0, KEY, item()));
        samples.put("hint-read", new PeerMessage.HintRead(REQUEST, EPOCH, 5, SOON, KEY));
        samples.put("bar", new PeerMessage.Bar(REQUEST, EPOCH, 5, KEY, new OperationId("op-1")));
        samples.put(
                "forward-resolve",
                forward(
                        new ClientRequest.Resolve(
                                KEY.key(), new OperationId("op-1"), RequestOptions.DEFAULT)));
        samples.put(
                "forward-answer-resolved",
                answer(new Outcome.Resolved(OperationResult.Status.CANCELLED)));
        samples.put("not-owner", new PeerMessage.NotOwner(REQUEST, EPOCH));
        samples.put("partial-answer", new PeerMessage.PartialAnswer(REQUEST, EPOCH, item()));
        return samples;
    }

    private static ClientRequest read() {
        return new ClientRequest.Read(
                KEY.key(), RequestOptions.DEFAULT.with(Consistency.Level.LOCAL_QUORUM));
    }

    private static ClientRequest put() {
        return new ClientRequest.Write(
                KEY.key(),
                Bytes.utf8("v"),
                false,
                Optional.of(CONTEXT),
                Optional.of(Duration.ofSeconds(60)),
                Optional.empty(),
                Optional.of(new OperationId("op-1")),
                new RequestOptions(
                        Optional.of(new Consistency.Count(2)),
                        Optional.of(false),
                        Optional.of(N1),
                        Optional.of(Duration.ofMillis(1500))));
    }

    private static ClientRequest delete(Optional<Condition> condition) {
        return new ClientRequest.Write(
                KEY.key(),
                Bytes.EMPTY,
                true,
                Optional.empty(),
                Optional.empty(),
                condition,
                Optional.empty(),
                RequestOptions.DEFAULT);
    }

    private static Outcome stale() {
        return new Outcome.Found(
                new ReadResult(
                        List.of(),
                        CONTEXT,
                        Optional.of(ETAG),
                        new Receipt(RECEIPT.answers(), 1, false, true, EPOCH)));
    }

    private static Outcome found() {
        Sibling lasting =
                new Sibling(Bytes.utf8("v"), CLOCK, 1_767_225_600_000L, OptionalLong.empty());
        Sibling expiring =
                new Sibling(Bytes.utf8("w"), CLOCK, 1_767_225_600_001L, OptionalLong.of(5));
        return new Outcome.Found(new ReadResult(List.of(lasting, expiring), CONTEXT, RECEIPT));
    }

    private static PeerMessage forward(ClientRequest request) {
        return new PeerMessage.Forward(REQUEST, EPOCH, KEY, request);
    }

    private static PeerMessage answer(Outcome outcome) {
        return new PeerMessage.ForwardAnswer(REQUEST, EPOCH, outcome);
    }
}
