package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes down what a transport delivers, and what it does against rules 5 and 6 while delivering.
 */
class RecordingHandler implements FrameHandler {
    /** One frame that arrived. */
    record Arrived(int kind, Bytes payload) {}

    private final List<Lane> lanes;
    private final Map<Link, Boolean> up = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<Arrived> frames = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Link> ups = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> downs = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> offences = new ConcurrentLinkedQueue<>();

    RecordingHandler(List<Lane> lanes) {
        this.lanes = lanes;
    }

    @Override
    public void frame(Link from, int kind, MemorySegment payload) {
        checkLane("frame");
        if (!up.getOrDefault(from, false)) {
            offences.add("rule 6: a frame on a link that is not up");
        }
        frames.add(new Arrived(kind, Bytes.copyOf(payload)));
    }

    @Override
    public void up(Link link) {
        checkLane("up");
        if (Boolean.TRUE.equals(up.put(link, true))) {
            offences.add("rule 6: up twice without a down between");
        }
        ups.add(link);
    }

    @Override
    public void down(Link link, String cause) {
        checkLane("down");
        if (!Boolean.TRUE.equals(up.put(link, false))) {
            offences.add("rule 6: down of a link that was not up: " + cause);
        }
        downs.add(cause);
    }

    private void checkLane(String callback) {
        if (lanes.stream().noneMatch(Lane::isCurrent)) {
            offences.add(
                    "rule 5: "
                            + callback
                            + " outside the lanes, on "
                            + Thread.currentThread().getName());
        }
    }

    /** Copies of what arrived so far. */
    List<Arrived> arrived() {
        return new ArrayList<>(frames);
    }
}
