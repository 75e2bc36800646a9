package dev.cairn.client;

import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;

/** One call of a batch, {@link CairnClient#batch}. */
public sealed interface BatchItem {
    /** Reads a key. */
    record Get(GetRequest request) implements BatchItem {}

    /** Writes a key. */
    record Put(PutRequest request) implements BatchItem {}

    /** Deletes a key. */
    record Delete(DeleteRequest request) implements BatchItem {}

    /** Reads a key as its bucket says. */
    static BatchItem get(Key key) {
        return new Get(GetRequest.of(key));
    }

    /** Writes a key without a context. */
    static BatchItem put(Key key, Bytes value) {
        return new Put(PutRequest.of(key, value));
    }

    /** Deletes a key without a context. */
    static BatchItem delete(Key key) {
        return new Delete(DeleteRequest.of(key));
    }
}
