package dev.cairn.api.nativeprotocol;

import dev.cairn.api.KvError;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.ScanResult;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WriteResult;
import java.util.List;

/**
 * What a node answers. A {@link Receipt} always carries its epoch, so that a client notices when
 * its ring is old; the rest of it is there when it was asked for.
 */
public sealed interface Response {
    /**
     * A read's result; a key that is not there has no siblings.
     *
     * @param result what was found
     */
    record Found(ReadResult result) implements Response {
        /** The result with its receipt, or with the receipt's epoch alone. */
        public static Found of(ReadResult result, boolean receipt) {
            return new Found(
                    receipt
                            ? result
                            : new ReadResult(
                                    result.siblings(),
                                    result.context(),
                                    result.etag(),
                                    epochOnly(result.receipt())));
        }
    }

    /**
     * A put or a delete was acknowledged.
     *
     * @param result what it left behind
     */
    record Written(WriteResult result) implements Response {
        /** The result with its receipt, or with the receipt's epoch alone. */
        public static Written of(WriteResult result, boolean receipt) {
            return new Written(
                    receipt
                            ? result
                            : new WriteResult(
                                    result.context(),
                                    result.clock(),
                                    result.etag(),
                                    result.operation(),
                                    epochOnly(result.receipt())));
        }
    }

    /**
     * A page of a bucket's keys.
     *
     * @param result what was found
     */
    record Scanned(ScanResult result) implements Response {}

    /**
     * What became of a write.
     *
     * @param status what is certain of it
     */
    record Resolved(OperationResult.Status status) implements Response {}

    /**
     * The next event of a watch.
     *
     * @param event what the watcher is told
     */
    record Watched(WatchEvent event) implements Response {}

    /** A watch is forgotten. */
    record Unwatched() implements Response {}

    /**
     * The ring as the node knows it.
     *
     * @param map who keeps which slices, and where they listen
     */
    record Ring(RingMap map) implements Response {}

    /**
     * The operation failed.
     *
     * @param error how
     */
    record Failed(KvError error) implements Response {}

    private static Receipt epochOnly(Receipt receipt) {
        return new Receipt(List.of(), 0, false, receipt.epoch());
    }
}
