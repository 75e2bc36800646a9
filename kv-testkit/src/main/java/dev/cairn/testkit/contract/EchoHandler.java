package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.Link;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Sends every frame back the way it came. */
final class EchoHandler extends RecordingHandler {
    EchoHandler(List<Lane> lanes) {
        super(lanes);
    }

    @Override
    public void frame(Link from, int kind, MemorySegment payload) {
        super.frame(from, kind, payload);
        if (!from.offer(Frame.of(kind, Bytes.copyOf(payload).segment()))) {
            offences.add("an echo of " + payload.byteSize() + " bytes was not taken");
        }
    }
}
