package dev.cairn.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void whoAsksBeforeTheLastListensIsGivenOthers() {
        assertThat(IntStream.range(0, 30).parallel().map(i -> FreePorts.base(1)).boxed().toList())
                .doesNotHaveDuplicates();
    }
}
