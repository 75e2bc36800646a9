package dev.cairn.client;

import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.WriteResult;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The blocking face of a {@link CairnClient}: each method waits for the answer and throws {@link
 * KvException} for every operating error. Safe for all threads; cheapest on virtual ones.
 */
public final class BlockingClient {
    private final CairnClient client;

    BlockingClient(CairnClient client) {
        this.client = client;
    }

    /** Reads one key. */
    public ReadResult get(Key key) {
        return await(client.get(key));
    }

    /** Reads one key. */
    public ReadResult get(GetRequest request) {
        return await(client.get(request));
    }

    /** Writes one key. */
    public WriteResult put(Key key, Bytes value) {
        return await(client.put(key, value));
    }

    /** Writes one key. */
    public WriteResult put(PutRequest request) {
        return await(client.put(request));
    }

    /** Deletes one key. */
    public WriteResult delete(Key key) {
        return await(client.delete(key));
    }

    /** Deletes one key. */
    public WriteResult delete(DeleteRequest request) {
        return await(client.delete(request));
    }

    /** Says what became of a write that ended in doubt, and settles it. */
    public OperationResult resolve(Key key, OperationId operation) {
        return await(client.resolve(key, operation));
    }

    /** Reads a page of a bucket's keys. */
    public ScanResult scan(ScanRequest request) {
        return await(client.scan(request));
    }

    /** Makes many calls beside each other and waits for all, see {@link CairnClient#batch}. */
    public List<BatchResult> batch(List<BatchItem> items) {
        return await(client.batch(items));
    }

    /**
     * Watches a bucket or a key, see {@link CairnClient#watch}. Begins with the first event that is
     * waited for; close it when it is not needed any more.
     */
    public BlockingWatch watch(WatchRequest request) {
        return new BlockingWatch(request, watcher -> client.watch(request, watcher));
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof KvException error) {
                throw new KvException(error.error());
            }
            throw failed;
        }
    }
}
