package dev.cairn.testkit.cluster;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.WriteResult;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A client of one node, which outlives the node's processes: a request to a node that is down
 * fails, and one that its node did not live to answer ends in doubt. Answers are events of the
 * outside world, a moment later.
 */
final class NodeClient implements KeyValueService {
    private static final Duration LATENCY = Duration.ofNanos(100_000);

    private final Simulation world;
    private final String name;
    private final Supplier<KeyValueService> service;
    private final Set<Pending<?>> pending = new LinkedHashSet<>();
    private boolean up;

    /** A client; {@code service} is asked for whenever the node is up. */
    NodeClient(Simulation world, String name, Supplier<KeyValueService> service) {
        this.world = world;
        this.name = name;
        this.service = service;
    }

    void nodeIsUp() {
        up = true;
    }

    /** The node's process is gone, and with it the answers it owed. */
    void nodeIsDown() {
        up = false;
        KvError inDoubt =
                KvError.of(ErrorCode.TIMEOUT, name + " died before it answered: in doubt");
        List.copyOf(pending).forEach(call -> call.failed(inDoubt));
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        send("get " + request.key(), answer, (to, back) -> to.get(request, back));
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        send("put " + request.key(), answer, (to, back) -> to.put(request, back));
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        send("delete " + request.key(), answer, (to, back) -> to.delete(request, back));
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        send("scan " + request.bucket(), answer, (to, back) -> to.scan(request, back));
    }

    @Override
    public void resolve(OperationRequest request, Answer<OperationResult> answer) {
        send("resolve " + request.operation(), answer, (to, back) -> to.resolve(request, back));
    }

    private <T> void send(
            String what, Answer<T> answer, BiConsumer<KeyValueService, Answer<T>> request) {
        Pending<T> call = new Pending<>(what, answer);
        pending.add(call);
        if (up) {
            request.accept(service.get(), call);
        } else {
            call.failed(KvError.of(ErrorCode.UNAVAILABLE, name + " is down"));
        }
    }

    /** One request; whatever answers it first counts. */
    private final class Pending<T> implements Answer<T> {
        private final String what;
        private final Answer<T> answer;

        Pending(String what, Answer<T> answer) {
            this.what = what;
            this.answer = answer;
        }

        @Override
        public void succeeded(T result) {
            end("done", () -> answer.succeeded(result));
        }

        @Override
        public void failed(KvError error) {
            end(error.code().name(), () -> answer.failed(error));
        }

        private void end(String how, Runnable tell) {
            if (pending.remove(this)) {
                world.note(name + " answered " + what + ": " + how);
                world.time().schedule(LATENCY, tell);
            }
        }
    }
}
