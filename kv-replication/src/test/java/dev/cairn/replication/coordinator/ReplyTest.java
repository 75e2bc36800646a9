package dev.cairn.replication.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.replication.message.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static final KvError REFUSED = KvError.of(ErrorCode.OVERLOADED, "nothing was written");
    private static final OperationId WRITE = new OperationId("a-write");

    private final List<Outcome> taken = new ArrayList<>();
    private final Reply reply = new Reply(taken::add);

    private KvError failure() {
        return ((Outcome.Failed) taken.getFirst()).error();
    }

    @Test
    void theFirstOutcomeCounts() {
        reply.resolved(OperationResult.Status.APPLIED);
        reply.failed(REFUSED);
        assertThat(taken).containsExactly(new Outcome.Resolved(OperationResult.Status.APPLIED));
    }

    @Test
    void aRefusalIsToldAsItIs() {
        reply.failed(REFUSED);
        assertThat(failure()).isEqualTo(REFUSED);
    }

    /** Another coordinator took the write before, and its answer is lost. */
    @Test
    void aRefusalOfWhatSomebodyMayHaveDoneIsInDoubt() {
        reply.doubt(Optional.of(WRITE));
        reply.failed(REFUSED);
        assertThat(failure().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failure().operation()).contains(WRITE);
    }

    @Test
    void aDoubtThatIsNamedKeepsItsName() {
        OperationId other = new OperationId("another-write");
        reply.doubt(Optional.of(WRITE));
        reply.failed(new KvError(ErrorCode.TIMEOUT, "in doubt", Optional.of(other)));
        assertThat(failure().operation()).contains(other);
    }
}
