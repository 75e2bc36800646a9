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
}
