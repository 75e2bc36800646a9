package dev.cairn.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.testkit.cluster.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which requests count, with a node where nothing listens. */
class DoorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final GetRequest READ = GetRequest.of(new Key("default", Bytes.utf8("k")));

    private final RealTime time = new RealTime();
    private final List<String> told = new ArrayList<>();
    private final Journal journal = new Journal(told::add);
    private Door door;

    @BeforeEach
    void prepare() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address nobody = new Address("127.0.0.1", free.getLocalPort());
            door = new Door(new NodePort(nobody, Optional.empty(), time::soon), journal);
        }
        door.open();
        journal.begin("step");
    }

    private StepReport answered(Call<ReadResult> call) {
        assertThat(time.runUntil(call::isDone, LIMIT)).isTrue();
        journal.end(Optional.empty());
        return journal.steps().getLast();
    }

    @Test
    void aFailureThroughANodeThatLivesIsTakenDownWithItsTimes() {
        Call<ReadResult> call = new Call<>();
        door.get(READ, call);
        StepReport step = answered(call);
        assertThat(step.failed()).isEqualTo(1);
        assertThat(step.failing()).isPositive();
        assertThat(told).anyMatch(line -> line.contains("get default/k: TIMEOUT"));
    }

    @Test
    void whatANodeOwedWhenItWentDoesNotCount() {
        Call<ReadResult> call = new Call<>();
        door.get(READ, call);
        door.shut();
        door.open();
        StepReport step = answered(call);
        assertThat(call.succeeded()).isFalse();
        assertThat(step.answered()).isZero();
    }
}
