package dev.cairn.api;

/**
 * The data service of a node: what every client protocol maps to.
 *
 * <p>All methods are asynchronous and may be called on any thread; the answer comes exactly once,
 * with the operating errors of {@link ErrorCode}. A node that holds no replica of the key forwards
 * to one.
 */
public interface KeyValueService {
    /** Reads one key. A key that is not there is a success without siblings. */
    void get(GetRequest request, Answer<ReadResult> answer);

    /** Writes one key. */
    void put(PutRequest request, Answer<WriteResult> answer);

    /** Deletes one key. */
    void delete(DeleteRequest request, Answer<WriteResult> answer);

    /**
     * Reads a page of a bucket's keys. A key that is there from before the first page was asked for
     * until the last was answered is on one of them, once, also when owners change meanwhile,
     * provided that all pages are complete. Optional: a service that keeps no order of keys answers
     * {@code BAD_REQUEST}.
     */
    default void scan(ScanRequest request, Answer<ScanResult> answer) {
        answer.failed(KvError.of(ErrorCode.BAD_REQUEST, "keys are not listed here"));
    }

    /**
     * Settles a write that is in doubt: completes it to its level where any owner has it, or bars
     * it for good where none has, which all of them must agree to. {@code GONE} when the id is too
     * old to say, {@code BAD_REQUEST} when it does not tell its key and the request does not
     * either. Optional: a service that remembers no writes answers {@code BAD_REQUEST}.
     */
    default void resolve(OperationRequest request, Answer<OperationResult> answer) {
        answer.failed(KvError.of(ErrorCode.BAD_REQUEST, "operations are not remembered here"));
    }

    /**
     * Tells what changes from now on, or from an earlier watch's position on, one event for each
     * {@link Watch#next}: at least the last state of every key that was written behind the
     * position, once the store's copies have come to agree on it, or that something may have been
     * missed ({@link WatchEvent.Resync}). A value that expires is not told of. The watcher may be
     * called before this returns. Optional: a service without it answers {@code BAD_REQUEST}.
     */
    default Watch watch(WatchRequest request, Watcher watcher) {
        watcher.ended(KvError.of(ErrorCode.BAD_REQUEST, "changes are not told here"));
        return Watch.ENDED;
    }

    /** A short path of its own for the caller's thread. Optional: one that leaves everything. */
    default ShortPath shortPath() {
        return ShortPath.NONE;
    }
}
