package dev.cairn.api.nativeprotocol;

import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.WatchRequest;

/** What a client asks of a node. */
public sealed interface Request {
    /**
     * Read one key.
     *
     * @param request which, and how
     * @param receipt whether the reply shall name the replicas that answered
     */
    record Get(GetRequest request, boolean receipt) implements Request {}

    /**
     * Write one key.
     *
     * @param request which, what, and how
     * @param receipt whether the reply shall name the replicas that answered
     */
    record Put(PutRequest request, boolean receipt) implements Request {}

    /**
     * Delete one key.
     *
     * @param request which, and how
     * @param receipt whether the reply shall name the replicas that answered
     */
    record Delete(DeleteRequest request, boolean receipt) implements Request {}

    /**
     * Read a page of a bucket's keys.
     *
     * @param request which, and how
     */
    record Scan(ScanRequest request) implements Request {}

    /**
     * Settle a write that is in doubt.
     *
     * @param operation the write's id
     * @param key which key it was for
     * @param options the level to complete it to, and the deadline
     */
    record Resolve(OperationId operation, Key key, RequestOptions options) implements Request {}

    /**
     * Tell the next event of a watch, as soon as there is one; the first call of a number begins
     * the watch.
     *
     * @param number names the watch on its connection
     * @param request what is watched, and from where; counts in the first call only
     */
    record Watch(long number, WatchRequest request) implements Request {}

    /**
     * Forget a watch; its open call is not answered with an event any more.
     *
     * @param number names the watch on its connection
     */
    record Unwatch(long number) implements Request {}

    /** Tell the ring, so that the caller can send each key to a node that keeps it. */
    record Ring() implements Request {}

    /**
     * A request of the right format whose content no node accepts, an empty key for instance. It
     * arises only by decoding; the node answers it with the error and goes on.
     *
     * @param error what is wrong
     */
    record Invalid(KvError error) implements Request {}
}
