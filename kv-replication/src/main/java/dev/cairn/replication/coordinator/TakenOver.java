package dev.cairn.replication.coordinator;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ShortPath.WriteSink;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.util.Optional;

/**
 * A write that the short path made and that has to count again, since the node goes by a newer
 * topology: what the own copy holds of the key, which is that write or follows it, goes to the
 * owners there are now. Owned by the key's lane.
 *
 * @param node what it works with
 * @param key the key
 * @param durable whether the write is on stable storage here
 * @param deadline when it has to be answered
 * @param sink takes the answer
 */
record TakenOver(Surroundings node, StorageKey key, boolean durable, long deadline, WriteSink sink)
        implements LocalReplica.ItemSink, Outcome.Sink {
    void start() {
        node.replica().read(key, this);
    }

    @Override
    public void item(StoredItem held) {
        if (held.isAbsent()) {
            failed(KvError.of(ErrorCode.UNAVAILABLE, "its copy here went to other owners"));
            return;
        }
        try {
            Version last = held.item().versions().getLast();
            Route route = Route.of(key, node.cluster().get());
            ClientRequest.Write write = write(key);
            Terms terms = Terms.of(node, write, route.bucket());
            NextVersion made = new NextVersion(last, last.past(), held, 0);
            new WriteOperation(node, route, write, terms, this::start, new Reply(this))
                    .goOn(made, durable, deadline);
        } catch (KvException refused) {
            failed(refused.error());
        } catch (MalformedException damaged) {
            failed(KvError.of(ErrorCode.INTERNAL, "what is stored is no item"));
        }
    }

    /** For its level and its answer; what it wrote is in the item. */
    private static ClientRequest.Write write(StorageKey key) {
        return new ClientRequest.Write(
                key.key(),
                Bytes.EMPTY,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RequestOptions.DEFAULT);
    }

    @Override
    public void failed(KvError error) {
        sink.failed(KvError.of(error.code(), error.detail() + "; the write may take effect"));
    }

    @Override
    public void take(Outcome outcome) {
        switch (outcome) {
            case Outcome.Failed(KvError error) -> sink.failed(error);
            case Outcome.Written(WriteResult result) -> sink.stored(result.receipt().epoch());
            case Outcome.Found _, Outcome.Resolved _ ->
                    throw new IllegalStateException("a write was answered as another request");
        }
    }
}
