package dev.cairn.replication.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.ETag;
import dev.cairn.replication.register.RegisterChange.Effect;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegisterChangeTest {
    private static final Moment NOW = new Moment(1000, 7);

    private static RegisterChange write(
            long tag, Optional<Condition> condition, OptionalLong expires, boolean old) {
        Bytes value = Bytes.utf8("v" + tag);
        return new RegisterChange(
                new RegisterChange.Write(tag, value, false, condition, 1, expires, old), () -> NOW);
    }

    private static RegisterChange put(long tag, Optional<Condition> condition) {
        return write(tag, condition, OptionalLong.empty(), false);
    }

    private static RegisterChange delete(long tag) {
        return new RegisterChange(
                new RegisterChange.Write(
                        tag, Bytes.EMPTY, true, Optional.empty(), 1, OptionalLong.empty(), false),
                () -> NOW);
    }

    private static RegisterCancel cancel(long tag) {
        return new RegisterCancel(tag, () -> NOW);
    }

    private static RegisterChange put(long tag) {
        return put(tag, Optional.empty());
    }

    private static Bytes after(Bytes found, RegisterChange change) {
        return change.apply(found).orElse(found);
    }

    private static Bytes written(int... tags) {
        Bytes value = Bytes.EMPTY;
        for (int tag : tags) {
            value = after(value, put(tag));
        }
        return value;
    }

    private static Effect effect(Bytes found, RegisterChange change) {
        return change.effect(after(found, change));
    }

    @Test
    void aWriteThatFindsItselfIsNotAppliedTwice() {
        RegisterChange change = put(1);
        Bytes others = after(after(after(Bytes.EMPTY, change), put(2)), put(3));
        assertThat(change.apply(others)).isEmpty();
        assertThat(change.effect(others))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("1-1"))));
    }

    @Test
    void aWriteWhoseVersionAnotherMadeIsAppliedOnceMore() {
        RegisterChange change = put(1);
        change.apply(Bytes.EMPTY);
        assertThat(effect(written(2, 3), change))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("3-1"))));
    }

    @Test
    void aWriteThatNobodyRemembersAnyMoreIsInDoubt() {
        RegisterChange change = put(1);
        change.apply(Bytes.EMPTY);
        Bytes many = written(IntStream.rangeClosed(2, 18).toArray());
        assertThat(change.apply(many)).isEmpty();
        assertThat(change.effect(many)).isEqualTo(new Effect.Unknown());
    }

    @Test
    void aWriteThatWasCancelledIsNotAppliedAndOneThatWasAppliedIsNotCancelled() {
        Bytes cancelled = cancel(2).apply(written(1)).orElseThrow();
        assertThat(put(2).apply(cancelled)).isEmpty();
        assertThat(effect(cancelled, put(2))).isEqualTo(new Effect.Cancelled());
        assertThat(cancel(2).apply(cancelled)).isEmpty();
        assertThat(cancel(1).apply(cancelled)).isEmpty();
        assertThat(effect(after(cancelled, put(3)), put(2))).isEqualTo(new Effect.Cancelled());
        assertThat(effect(cancelled, put(1)))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("1-1"))));
        Bytes many = written(IntStream.rangeClosed(1, 17).toArray());
        RegisterValue late = RegisterValue.decode(cancel(99).apply(many).orElseThrow());
        assertThat(late.cancelled(99).orElseThrow().isCertain())
                .as("it may be the one that is not named any more")
                .isFalse();
    }

    @Test
    void aWriteThatIsTooOldOnlyFindsItself() {
        RegisterChange old = write(1, Optional.empty(), OptionalLong.empty(), true);
        assertThat(old.apply(written(2))).isEmpty();
        assertThat(old.effect(written(2))).isEqualTo(new Effect.TooOld());
        assertThat(effect(written(1, 2), old))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("1-1"))));
    }

    @Test
    void conditionsAreThoseOfTheStateThatIsFound() {
        Bytes one = written(1);
        Optional<Condition> matches = Optional.of(new Condition.Matches(new ETag("1-1")));
        assertThat(effect(one, put(2, matches)))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("2-2"))));
        assertThat(effect(written(1, 3), put(2, matches))).isEqualTo(new Effect.Conflict());
        assertThat(effect(one, put(2, Optional.of(new Condition.Absent()))))
                .isEqualTo(new Effect.Conflict());
        assertThat(effect(Bytes.EMPTY, put(2, Optional.of(new Condition.Exists()))))
                .isEqualTo(new Effect.Conflict());
    }

    @Test
    void aDeletedKeyIsAbsentAndCountsOn() {
        RegisterChange delete = delete(2);
        Bytes deleted = after(written(1), delete);
        assertThat(delete.effect(deleted)).isEqualTo(new Effect.Written(Optional.empty()));
        assertThat(RegisterValue.decode(deleted).etag()).isEmpty();
        assertThat(effect(deleted, put(3, Optional.of(new Condition.Absent()))))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("3-3"))));
        assertThat(effect(Bytes.EMPTY, delete(4))).isEqualTo(new Effect.Written(Optional.empty()));
    }

    private static RegisterValue left(Bytes found, RegisterChange change) {
        return RegisterValue.decode(after(found, change));
    }

    @Test
    void whatIsDeletedSaysUnderWhichRoundItWasLastProposed() {
        Bytes deleted = after(written(1), delete(2));
        assertThat(RegisterValue.decode(deleted).round()).hasValue(7);
        RegisterKeep later = new RegisterKeep(() -> new Moment(1000, 9));
        assertThat(RegisterValue.decode(later.apply(deleted).orElseThrow()).round()).hasValue(9);
        assertThat(later.apply(written(1))).isEmpty();
        assertThat(left(Bytes.EMPTY, put(3, Optional.of(new Condition.Exists()))).round())
                .as("nothing is there, and that was agreed on")
                .hasValue(7);
    }

    @Test
    void aValueWhoseTimeIsUpIsDeletedByWhoeverFindsIt() {
        Bytes expiring =
                after(Bytes.EMPTY, write(1, Optional.empty(), OptionalLong.of(1001), false));
        Optional<Condition> matches = Optional.of(new Condition.Matches(new ETag("1-1")));
        assertThat(effect(expiring, put(2, matches)))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("2-2"))));
        assertThat(new RegisterKeep(() -> NOW).isDue(expiring)).isFalse();

        Bytes expired =
                after(Bytes.EMPTY, write(1, Optional.empty(), OptionalLong.of(1000), false));
        assertThat(new RegisterKeep(() -> NOW).isDue(expired)).isTrue();
        RegisterChange late = put(2, matches);
        RegisterValue ended = left(expired, late);
        assertThat(late.effect(ended.encode())).isEqualTo(new Effect.Conflict());
        assertThat(ended.deleted()).as("and that was agreed on").isTrue();
        assertThat(ended.versionOf(1)).as("a retry is still known").hasValue(1);
        assertThat(effect(expired, put(3, Optional.of(new Condition.Absent()))))
                .isEqualTo(new Effect.Written(Optional.of(new ETag("2-3"))));
    }
}
