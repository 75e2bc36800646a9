package dev.cairn.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.server.access.ShortPathOnly;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short path of a node's own data service: it is open while the node serves. */
class ServingPathTest {
    private final Node node = new Node();
    private Standing standing = Standing.MEMBER;
    private final InFlight data = new InFlight(new ShortPathOnly(node), () -> standing);
    private final ShortPath path = data.shortPath();

    /** Reads everything; writes come to what the test says. */
    private static final class Node implements ShortPath, ShortPath.Written {
        private final List<WriteSink> waiting = new ArrayList<>();
        private Write outcome = Write.DONE;

        @Override
        public Read get(String bucket, byte[] source, Span key, ReadSink sink) {
            sink.absent(7);
            return Read.ABSENT;
        }

        @Override
        public Write put(String bucket, byte[] source, Span key, Span value, WriteSink sink) {
            if (outcome != Write.LEFT) {
                sink.made(this, 7);
            }
            if (outcome == Write.WAITS) {
                waiting.add(sink);
            }
            return outcome;
        }

        @Override
        public void writeToken(WireWriter writer) {}

        @Override
        public void writeClock(WireWriter writer) {}

        @Override
        public void writeOperation(WireWriter writer) {}
    }

    /** Notes what it is told. */
    private static final class Told implements ShortPath.ReadSink, ShortPath.WriteSink {
        private final List<String> told = new ArrayList<>();

        @Override
        public void found(ItemView item, long epoch) {
            told.add("found");
        }

        @Override
        public void absent(long epoch) {
            told.add("absent by " + epoch);
        }

        @Override
        public void made(ShortPath.Written written, long epoch) {
            told.add("made by " + epoch);
        }

        @Override
        public void stored(long epoch) {
            told.add("stored by " + epoch);
        }

        @Override
        public void failed(KvError error) {
            told.add(error.code().name());
        }
    }

    private Read get(Told told) {
        return path.get("b", new byte[1], new Span().set(0, 1), told);
    }

    private Write put(Told told) {
        return path.put("b", new byte[2], new Span().set(0, 1), new Span().set(1, 1), told);
    }

    @Test
    void itIsOpenWhileTheNodeServes() {
        Told told = new Told();
        assertThat(get(told)).isEqualTo(Read.ABSENT);
        assertThat(put(told)).isEqualTo(Write.DONE);
        assertThat(told.told).containsExactly("absent by 7", "made by 7");
        assertThat(data.isEmpty()).isTrue();
    }

    private void assertClosed() {
        Told told = new Told();
        assertThat(get(told)).isEqualTo(Read.LEFT);
        assertThat(put(told)).isEqualTo(Write.LEFT);
        assertThat(told.told).isEmpty();
    }

    @Test
    void itIsClosedWhileTheNodeIsOutOfService() {
        data.refuse(true);
        assertClosed();
        data.refuse(false);
        assertThat(get(new Told())).isEqualTo(Read.ABSENT);
    }

    @Test
    void itIsClosedWhileTheNodeIsNoMember() {
        for (Standing other : Standing.values()) {
            if (other != Standing.MEMBER) {
                standing = other;
                assertClosed();
            }
        }
    }

    @Test
    void writesThatWaitAreWaitedForByWhoeverStopsTheNode() {
        node.outcome = Write.LEFT;
        put(new Told());
        node.outcome = Write.WAITS;
        Told first = new Told();
        Told second = new Told();
        put(first);
        put(second);
        assertThat(data.size()).isEqualTo(2);
        node.waiting.getFirst().stored(8);
        assertThat(data.size()).isEqualTo(1);
        node.waiting.getLast().failed(KvError.of(ErrorCode.TIMEOUT, "late"));
        assertThat(data.isEmpty()).isTrue();
        assertThat(first.told).containsExactly("made by 7", "stored by 8");
        assertThat(second.told).containsExactly("made by 7", "TIMEOUT");
    }
}
