package dev.cairn.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.testkit.check.AcknowledgedWrites.CameBack;
import dev.cairn.testkit.check.AcknowledgedWrites.FromNowhere;
import dev.cairn.testkit.check.AcknowledgedWrites.Lost;
import dev.cairn.testkit.check.AcknowledgedWrites.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AcknowledgedWritesTest {
    private static final Key KEY = new Key("default", Bytes.utf8("k"));
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes C = Bytes.utf8("c");

    private final AcknowledgedWrites history = new AcknowledgedWrites();

    private List<Violation> checkFinding(Bytes... values) {
        return history.check(key -> new HashSet<>(List.of(values)));
    }

    @Test
    void whatWasAcknowledgedIsFoundOrLost() {
        history.write(KEY, A, Set.of()).acknowledged();
        assertThat(checkFinding(A)).isEmpty();
        assertThat(checkFinding()).containsExactly(new Lost(KEY, A));
    }

    @Test
    void siblingsAreFoundTogether() {
        history.write(KEY, A, Set.of()).acknowledged();
        history.write(KEY, B, Set.of()).acknowledged();
        assertThat(checkFinding(A, B)).isEmpty();
        assertThat(checkFinding(B)).containsExactly(new Lost(KEY, A));
    }

    @Test
    void whatALaterWriterHadSeenIsReplaced() {
        history.write(KEY, A, Set.of()).acknowledged();
        history.write(KEY, B, Set.of(A)).acknowledged();
        history.write(KEY, C, Set.of(B)).acknowledged();
        assertThat(checkFinding(C)).isEmpty();
        assertThat(checkFinding(B))
                .containsExactlyInAnyOrder(new CameBack(KEY, B), new Lost(KEY, C));
        assertThat(checkFinding(A, C)).containsExactly(new CameBack(KEY, A));
        assertThat(checkFinding())
                .containsExactly(new Lost(KEY, A), new Lost(KEY, B), new Lost(KEY, C));
    }

    @Test
    void aWriteInDoubtMayHaveTakenEffectOrNot() {
        history.write(KEY, A, Set.of()).acknowledged();
        history.write(KEY, B, Set.of(A));
        assertThat(checkFinding(A)).isEmpty();
        assertThat(checkFinding(B)).isEmpty();
        assertThat(checkFinding(A, B)).isEmpty();
        assertThat(checkFinding())
                .as("replaced by something that is not there either")
                .containsExactly(new Lost(KEY, A));
    }

    @Test
    void aFailedWriteReplacesNothingAndIsNeverFound() {
        history.write(KEY, A, Set.of()).acknowledged();
        history.write(KEY, B, Set.of(A)).failed();
        assertThat(checkFinding(A)).isEmpty();
        assertThat(checkFinding(B))
                .containsExactlyInAnyOrder(new Lost(KEY, A), new FromNowhere(KEY, B));
    }

    @Test
    void aDeleteLeavesNothingAndNothingComesBack() {
        history.write(KEY, A, Set.of()).acknowledged();
        history.delete(KEY, Set.of(A)).acknowledged();
        assertThat(checkFinding()).isEmpty();
        assertThat(checkFinding(A)).containsExactly(new CameBack(KEY, A));
    }

    @Test
    void aDeleteThatDidNotSeeAValueDoesNotExcuseItsLoss() {
        history.write(KEY, A, Set.of()).acknowledged();
        history.write(KEY, B, Set.of()).acknowledged();
        history.delete(KEY, Set.of(A)).acknowledged();
        assertThat(checkFinding(B)).isEmpty();
        assertThat(checkFinding()).containsExactly(new Lost(KEY, B));
    }

    @Test
    void aBlindWriteMayReplaceWhatBeganBeforeItEnded() {
        history.blindWrite(KEY, A).acknowledged();
        history.blindWrite(KEY, B).acknowledged();
        assertThat(checkFinding(B)).isEmpty();
        assertThat(checkFinding(A, B)).as("written through two coordinators").isEmpty();
        assertThat(checkFinding(A)).containsExactly(new Lost(KEY, B));
    }

    @Test
    void twoBlindWritesAtOnceCannotBothBeReplacedByTheOther() {
        AcknowledgedWrites.Attempt first = history.blindWrite(KEY, A);
        AcknowledgedWrites.Attempt second = history.blindWrite(KEY, B);
        first.acknowledged();
        second.acknowledged();
        assertThat(checkFinding(A)).isEmpty();
        assertThat(checkFinding(B)).isEmpty();
        assertThat(checkFinding()).containsExactly(new Lost(KEY, A), new Lost(KEY, B));
    }

    @Test
    void whatNobodyWroteIsFromNowhere() {
        history.write(KEY, A, Set.of()).acknowledged();
        assertThat(checkFinding(A, C)).containsExactly(new FromNowhere(KEY, C));
    }

    @Test
    void valuesOfAKeyMustDiffer() {
        history.write(KEY, A, Set.of());
        assertThatIllegalArgumentException().isThrownBy(() -> history.blindWrite(KEY, A));
    }
}
