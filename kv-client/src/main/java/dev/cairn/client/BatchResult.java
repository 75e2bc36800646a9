package dev.cairn.client;

import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;

/** What became of one {@link BatchItem}. */
public sealed interface BatchResult {
    /** It was read; a key that is not there is a success without siblings. */
    record Found(ReadResult result) implements BatchResult {}

    /** It was written or deleted. */
    record Written(WriteResult result) implements BatchResult {}

    /** It failed; a write may have taken effect where the error says so. */
    record Failed(KvError error) implements BatchResult {}
}
