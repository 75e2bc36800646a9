package dev.cairn.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.testkit.service.MemoryKeyValues;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightTest {
    private final MemoryKeyValues data = new MemoryKeyValues(Runnable::run);
    private final InFlight requests = new InFlight(data, () -> Standing.MEMBER);

    /** Takes no answer. */
    private static final class Broken implements Answer<ReadResult> {
        @Override
        public void succeeded(ReadResult result) {
            throw new IllegalStateException("no room");
        }

        @Override
        public void failed(KvError error) {
            throw new IllegalStateException("no room");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "fail:k"})
    void aDrainDoesNotWaitForAnAnswerThatWasNotTaken(String key) {
        data.failWith(KvError.of(ErrorCode.UNAVAILABLE, "gone"));
        GetRequest get = GetRequest.of(new Key("default", Bytes.utf8(key)));
        assertThatThrownBy(() -> requests.get(get, new Broken())).hasMessage("no room");
        assertThat(requests.isEmpty()).isTrue();
    }
}
