package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.env.Lane;
import java.time.Duration;

/** An answer that is given once, by its deadline at the latest. */
final class Call<T> implements Answer<T> {
    private final Lane lane;
    private final Answer<T> answer;
    private final Lane.Timer timer;
    private final long deadline;
    private boolean done;

    Call(Lane lane, Duration timeout, Answer<T> answer) {
        this.lane = lane;
        this.answer = answer;
        this.deadline = lane.clock().nanos() + timeout.toNanos();
        this.timer =
                lane.after(
                        timeout,
                        () -> failed(KvError.of(ErrorCode.TIMEOUT, "the deadline passed first")));
    }

    /**
     * What is left for one attempt, a little less than for the call, so that the attempt's own word
     * on how it ended comes first; at least a nanosecond.
     */
    Duration left() {
        long nanos = deadline - lane.clock().nanos();
        return Duration.ofNanos(Math.max(1, nanos - nanos / 16));
    }

    boolean isDone() {
        return done;
    }

    @Override
    public void succeeded(T result) {
        if (end()) {
            answer.succeeded(result);
        }
    }

    @Override
    public void failed(KvError error) {
        if (end()) {
            answer.failed(error);
        }
    }

    void failed(ErrorCode code, String sentence) {
        failed(KvError.of(code, sentence));
    }

    private boolean end() {
        if (done) {
            return false;
        }
        done = true;
        timer.cancel();
        return true;
    }
}
