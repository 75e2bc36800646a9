package dev.cairn.api.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.Sibling;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NativeWatchCodecTest {
    private static final WatchPosition HERE = new WatchPosition(Bytes.utf8("p"));
    private static final Key KEY = new Key("b", Bytes.utf8("key"));
    private static final VectorClock CLOCK = VectorClock.of(Map.of("n1", 2L));
    private static final Context SEEN = new Context(Bytes.utf8("ctx"));

    private static final Map<String, Request> CALLS =
            Map.of(
                    "870a03050162036b65790170",
                    new Request.Watch(5, WatchRequest.of(KEY).from(HERE)),
                    "870a00050162",
                    new Request.Watch(5, WatchRequest.of("b")),
                    "880a05",
                    new Request.Unwatch(5));

    private static final Map<String, Response> REPLIES =
            Map.of(
                    "a90a00017001"
                            + "0162036b657903637478"
                            + "0101026e310200000000000003e800027631",
                    new Response.Watched(
                            new WatchEvent.Changes(
                                    List.of(
                                            new WatchEvent.Change(
                                                    KEY,
                                                    List.of(
                                                            new Sibling(
                                                                    Bytes.utf8("v1"),
                                                                    CLOCK,
                                                                    1000,
                                                                    OptionalLong.empty())),
                                                    SEEN)),
                                    HERE)),
                    "a90a01017000",
                    new Response.Watched(new WatchEvent.Resync(HERE)),
                    "aa0a",
                    new Response.Unwatched());

    @Test
    void watchesHaveTheBytesThatTheFormatPageDraws() {
        CALLS.forEach((bytes, request) -> {
            WireWriter writer = new WireWriter(64);
            RequestCodec.write(new Call(10, request), writer);
            assertThat(hex(writer)).isEqualTo(bytes);
            assertThat(RequestCodec.decode(segment(bytes)).request()).isEqualTo(request);
        });
        REPLIES.forEach((bytes, response) -> {
            WireWriter writer = new WireWriter(64);
            ResponseCodec.write(new Reply(10, response), writer);
            assertThat(hex(writer)).isEqualTo(bytes);
            assertThat(ResponseCodec.decode(segment(bytes)).response()).isEqualTo(response);
        });
    }

    @Test
    void aResyncHasNoChanges() {
        assertThatThrownBy(() -> ResponseCodec.decode(segment("a90a01017001")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void anETagIsNoPartOfTheReceiptThatIsLeftOut() {
        Receipt receipt = new Receipt(List.of(), 1, false, 7);
        Optional<ETag> etag = Optional.of(new ETag("7-1f"));
        ReadResult read = new ReadResult(List.of(), SEEN, etag, receipt);
        WriteResult written = new WriteResult(SEEN, CLOCK, etag, new OperationId("op"), receipt);
        assertThat(Response.Found.of(read, false).result().etag()).isEqualTo(etag);
        assertThat(Response.Written.of(written, false).result().etag()).isEqualTo(etag);
    }

    private static String hex(WireWriter writer) {
        return HexFormat.of().formatHex(writer.toByteArray());
    }

    private static MemorySegment segment(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    }
}
