package dev.cairn.testkit.process;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;

/**
 * A node as the clients of a run reach it. It is open while the node lives; a request counts in the
 * {@link Journal} when its door was open from the sending to the answer.
 */
final class Door implements KeyValueService {
    private final NodePort port;
    private final Journal journal;
    private long shutNanos = System.nanoTime();
    private boolean open;

    /** A door that is shut. */
    Door(NodePort port, Journal journal) {
        this.port = port;
        this.journal = journal;
    }

    boolean isOpen() {
        return open;
    }

    void open() {
        open = true;
    }

    /** From now on nobody asks this node, and whatever it still owes does not count. */
    void shut() {
        open = false;
        shutNanos = System.nanoTime();
        port.drop();
    }

    private boolean wasOpenSince(long nanos) {
        return open && nanos - shutNanos > 0;
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        port.get(request, journal.watch("get " + request.key(), this::wasOpenSince, answer));
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        port.put(request, journal.watch("put " + request.key(), this::wasOpenSince, answer));
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        port.delete(request, journal.watch("delete " + request.key(), this::wasOpenSince, answer));
    }
}
