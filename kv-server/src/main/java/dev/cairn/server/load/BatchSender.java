package dev.cairn.server.load;

import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches over one connection and tries again what a node could not take just now, with
 * growing pauses. A put without a context replaces what is there, so that sending it twice does no
 * harm. For one thread.
 */
final class BatchSender implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final BulkLoad.Plan plan;
    private final BatchCodec codec;
    private final LoadProblems problems;
    private int endpoint;
    private @Nullable HttpConnection connection;

    BatchSender(BulkLoad.Plan plan, int index, LoadProblems problems) {
        this.plan = plan;
        this.codec = new BatchCodec(plan.bucket());
        this.problems = problems;
        this.endpoint = index % plan.endpoints().size();
    }

    /**
     * Sends until every record is acknowledged or refused for good; answers how many were refused.
     */
    long send(Batch batch) throws InterruptedException {
        List<LoadRecord> pending = batch.records();
        long refused = 0;
        Duration pause = FIRST_PAUSE;
        long deadline = System.nanoTime() + plan.patience().toNanos();
        String reason = "";
        while (!pending.isEmpty()) {
            List<LoadRecord> again = new ArrayList<>();
            try {
                for (BatchCodec.Refusal refusal : exchange(pending)) {
                    LoadRecord record = pending.get(refusal.index());
                    if (refusal.isTransient()) {
                        again.add(record);
                        reason = refusal.code() + ": " + refusal.detail();
                    } else {
                        refused++;
                        problems.refused(record.line(), refusal.code(), refusal.detail());
                    }
                }
            } catch (IOException broken) {
                again.addAll(pending);
                reason = String.valueOf(broken.getMessage());
                nextEndpoint();
            }
            boolean progress = again.size() < pending.size();
            pending = again;
            if (!pending.isEmpty()) {
                if (progress) {
                    deadline = System.nanoTime() + plan.patience().toNanos();
                    pause = FIRST_PAUSE;
                } else if (System.nanoTime() - deadline > 0) {
                    throw new LoadException(reason);
                }
                Thread.sleep(pause);
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                                ? pause.multipliedBy(2)
                                : LONGEST_PAUSE;
            }
        }
        return refused;
    }

    private List<BatchCodec.Refusal> exchange(List<LoadRecord> records) throws IOException {
        HttpConnection open = connection;
        if (open == null) {
            open =
                    new HttpConnection(
                            plan.endpoints().get(endpoint),
                            CONNECT,
                            plan.timeout(),
                            plan.credentials());
            connection = open;
        }
        Reply reply = open.exchange("POST", plan.target(), Map.of(), codec.encode(records));
        if (reply.status() == 503 || reply.status() == 429) {
            throw new IOException("the node answered " + reply.status() + " " + reply.text());
        }
        if (!reply.ok()) {
            throw new LoadException(
                    "the node refused the batch: " + reply.status() + " " + reply.text());
        }
        return codec.refusals(reply.body(), records.size());
    }

    private void nextEndpoint() {
        close();
        endpoint = (endpoint + 1) % plan.endpoints().size();
    }

    @Override
    public void close() {
        HttpConnection open = connection;
        connection = null;
        if (open != null) {
            open.closeQuietly();
        }
    }
}
