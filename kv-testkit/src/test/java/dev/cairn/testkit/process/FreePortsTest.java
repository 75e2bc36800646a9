package dev.cairn.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void whoAsksBeforeTheLastListensIsGivenOthers() {
        assertThat(IntStream.range(0, 30).parallel().map(i -> FreePorts.base(1)).boxed().toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void otherProcessesAreNotGivenThemEither() {
        int mark = FreePorts.base(1) + FreePorts.MARK;
        InetAddress here = InetAddress.getLoopbackAddress();
        assertThatThrownBy(() -> new ServerSocket(mark, 1, here).close())
                .isInstanceOf(BindException.class);
    }
}
