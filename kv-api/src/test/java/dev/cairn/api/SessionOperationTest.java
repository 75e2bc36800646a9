package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.version.OperationName;
import org.junit.jupiter.api.Test;

class SessionOperationTest {
    private static final SessionOperation ONE =
            new SessionOperation(-1, 1300, 1_767_225_600_000L, 1294, 1298);

    @Test
    void itsTextStaysReadable() {
        assertThat(ONE.id().text()).isEqualTo("~3w5e11264sgsf.104.mjuohs00.2.4");
        assertThat(SessionOperation.of(ONE.id())).contains(ONE);
        SessionOperation first = new SessionOperation(0, 1, 0, 1, 1);
        assertThat(SessionOperation.of(first.id())).contains(first);
    }

    @Test
    void whatAnotherMadeTellsNothing() {
        for (String text :
                new String[] {
                    "mine",
                    "~",
                    "~1.2.3.4",
                    "~a.1.0.0.1",
                    "~a.1.0.1.0",
                    "~a.1.-1.0.0",
                    "~a.1.0.0.-1",
                    "~a.1.0.0.0.0",
                    "~!.1.0.0.0",
                    "~a.0.0.0.0"
                }) {
            assertThat(SessionOperation.of(new OperationId(text))).as(text).isEmpty();
        }
        assertThatThrownBy(() -> new SessionOperation(1, 1, 0, 1, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOperationIsNamedByItsClientAndNumberOrElseByItsTag() {
        SessionOperation later = new SessionOperation(-1, 1300, 5, 1, 1);
        assertThat(OperationName.of(later.id())).isEqualTo(OperationName.of(ONE.id()));
        assertThat(OperationName.of(ONE.id())).isEqualTo(new OperationName(-1, 1300));
        OperationId own = new OperationId("mine");
        assertThat(OperationName.of(own)).isEqualTo(new OperationName(own.tag(), 0));
        assertThat(OperationName.of(own).tag()).isEqualTo(own.tag());
        assertThat(new OperationName(-1, 1300).tag())
                .isNotEqualTo(new OperationName(-1, 1301).tag());
    }
}
