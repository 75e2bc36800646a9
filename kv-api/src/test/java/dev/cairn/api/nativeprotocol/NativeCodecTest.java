package dev.cairn.api.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.AdminService.RingStatus.Run;
import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NativeCodecTest {
    private static final Key KEY = new Key("b", Bytes.utf8("key"));
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final Context SEEN = new Context(Bytes.utf8("ctx"));
    private static final OperationId OPERATION = new OperationId("op-1");
    private static final VectorClock CLOCK = VectorClock.of(Map.of("n1", 2L, "n2", 1L));
    private static final Receipt RECEIPT =
            new Receipt(
                    List.of(
                            new Receipt.ReplicaAnswer(N1, Zone.DEFAULT, true),
                            new Receipt.ReplicaAnswer(N2, new Zone("dc2", "r7"), false)),
                    2,
                    true,
                    300);

    private static final ETag ETAG = new ETag("7-1f");
    private static final Call GET =
            new Call(1, new Request.Get(new GetRequest(KEY, RequestOptions.DEFAULT), true));
    private static final Call PUT =
            new Call(
                    200,
                    new Request.Put(
                            new PutRequest(
                                    KEY,
                                    Bytes.utf8("value"),
                                    Optional.of(SEEN),
                                    Optional.of(Duration.ofSeconds(1)),
                                    Optional.of(OPERATION),
                                    new RequestOptions(
                                            Optional.of(Consistency.Level.QUORUM),
                                            Optional.of(true),
                                            Optional.of(N2),
                                            Optional.of(Duration.ofMillis(250)))),
                            false));
    private static final Call DELETE =
            new Call(
                    3,
                    new Request.Delete(
                            new DeleteRequest(
                                    KEY,
                                    Optional.empty(),
                                    Optional.of(OPERATION),
                                    RequestOptions.DEFAULT.with(new Consistency.Count(2))),
                            true));
    private static final Call DELETE_IF =
            new Call(
                    6,
                    new Request.Delete(
                            DeleteRequest.of(KEY).when(new Condition.Matches(ETAG)), false));
    private static final Call PUT_IF =
            new Call(
                    7,
                    new Request.Put(
                            PutRequest.of(KEY, Bytes.utf8("v")).when(new Condition.Absent()),
                            false));
    private static final Call SCAN =
            new Call(
                    8,
                    new Request.Scan(
                            new ScanRequest(
                                    "b",
                                    Bytes.utf8("k"),
                                    Optional.of(ScanCursor.at(7)),
                                    300,
                                    RequestOptions.DEFAULT)));
    private static final Reply SCANNED =
            new Reply(
                    8,
                    new Response.Scanned(
                            new ScanResult(
                                    List.of(
                                            new ScanResult.Entry(
                                                    KEY,
                                                    List.of(
                                                            new Sibling(
                                                                    Bytes.utf8("v1"),
                                                                    CLOCK,
                                                                    1_000,
                                                                    OptionalLong.empty())),
                                                    SEEN)),
                                    Optional.of(ScanCursor.at(9)),
                                    true)));
    private static final Call RESOLVE =
            new Call(9, new Request.Resolve(OPERATION, KEY, RequestOptions.DEFAULT));
    private static final Reply RESOLVED =
            new Reply(9, new Response.Resolved(OperationResult.Status.CANCELLED));
    private static final Call RING = new Call(4, new Request.Ring());

    private static final Reply FOUND =
            new Reply(
                    1,
                    new Response.Found(
                            new ReadResult(
                                    List.of(
                                            new Sibling(
                                                    Bytes.utf8("v1"),
                                                    CLOCK,
                                                    1_000,
                                                    OptionalLong.empty()),
                                            new Sibling(
                                                    Bytes.EMPTY,
                                                    CLOCK,
                                                    2_000,
                                                    OptionalLong.of(3_000))),
                                    SEEN,
                                    RECEIPT)));
    private static final Reply WRITTEN =
            new Reply(200, new Response.Written(new WriteResult(SEEN, CLOCK, OPERATION, RECEIPT)));
    private static final Reply TAGGED =
            new Reply(
                    6,
                    new Response.Written(
                            new WriteResult(SEEN, CLOCK, Optional.of(ETAG), OPERATION, RECEIPT)));
    private static final Reply STALE =
            new Reply(
                    7,
                    new Response.Found(
                            new ReadResult(
                                    List.of(),
                                    SEEN,
                                    Optional.of(ETAG),
                                    new Receipt(RECEIPT.answers(), 1, false, true, 300))));
    private static final Reply MAP =
            new Reply(
                    4,
                    new Response.Ring(
                            new RingMap(
                                    7,
                                    -1,
                                    new TreeMap<>(
                                            Map.of(
                                                    N1,
                                                    new Address("localhost", 4700),
                                                    N2,
                                                    new Address("::1", 4710))),
                                    List.of(
                                            new Run(0, 9, List.of(N1, N2)),
                                            new Run(10, 65_535, List.of(N2, N1))))));
    private static final Reply FAILED =
            new Reply(
                    5,
                    new Response.Failed(
                            new KvError(
                                    ErrorCode.TIMEOUT, "1 of 2 answered", Optional.of(OPERATION))));

    @Test
    void callsHaveTheBytesThatTheFormatPageDraws() {
        assertThat(hex(bytes(GET))).isEqualTo(bare("81 01 01 00 0162 036b6579"));
        assertThat(hex(bytes(PUT)))
                .isEqualTo(
                        bare(
                                "82 c801 0e 1f 04 026e32 fa01 0162 036b6579 03637478 046f702d31 e807"
                                        + "0576616c7565"));
        assertThat(hex(bytes(DELETE))).isEqualTo(bare("83 03 09 01 0002 0162 036b6579 046f702d31"));
        assertThat(hex(bytes(DELETE_IF))).isEqualTo(bare("83 06 10 00 0162 036b6579 053d372d3166"));
        assertThat(hex(bytes(PUT_IF)))
                .isEqualTo(bare("82 07 10 00 0162 036b6579 06616273656e74 0176"));
        assertThat(hex(bytes(RING))).isEqualTo(bare("84 04"));
        assertThat(hex(bytes(RESOLVE))).isEqualTo(bare("86 09 00 00 0162 036b6579 046f702d31"));
        assertThat(hex(bytes(SCAN)))
                .isEqualTo(bare("85 08 01 00 0162 016b 080000000000000007 ac02"));
    }

    @Test
    void repliesHaveTheBytesThatTheFormatPageDraws() {
        String clock = "02 026e31 02 026e32 01 ";
        String receipt = "ac02 02 02 01 026e31 03646331 027231 01 026e32 03646332 027237 00";
        assertThat(hex(bytes(FOUND)))
                .isEqualTo(
                        bare(
                                "a1 01 03637478 02 "
                                        + clock
                                        + "00000000000003e8 00 027631 "
                                        + clock
                                        + "00000000000007d0 01 0000000000000bb8 00 "
                                        + receipt));
        assertThat(hex(bytes(WRITTEN)))
                .isEqualTo(bare("a2 c801 03637478 " + clock + "046f702d31 " + receipt));
        assertThat(hex(bytes(TAGGED)))
                .isEqualTo(bare("a6 06 04372d3166 03637478 " + clock + "046f702d31 " + receipt));
        assertThat(hex(bytes(STALE)))
                .isEqualTo(
                        bare(
                                "a5 07 04372d3166 03637478 00 "
                                        + receipt.replaceFirst("02 02 01", "02 01 02")));
        assertThat(hex(bytes(SCANNED)))
                .isEqualTo(
                        bare(
                                "a7 08 03 080000000000000009 01 0162 036b6579 03637478 01 "
                                        + clock
                                        + "00000000000003e8 00 027631"));
        assertThat(hex(bytes(MAP)))
                .isEqualTo(
                        bare(
                                "a4 04 07 ffffffffffffffff 02 026e31 096c6f63616c686f7374 dc24 026e32 033a3a31 e624"
                                        + " 02 0a 02 00 01 f6ff03 02 01 00"));
        assertThat(hex(bytes(RESOLVED))).isEqualTo(bare("a8 09 01"));
        assertThat(hex(bytes(FAILED)))
                .isEqualTo(
                        bare("af 05 0754494d454f5554 0f31206f66203220616e737765726564 046f702d31"));
    }

    @Test
    void theHandshakeHasTheBytesThatTheFormatPageDraws() {
        Handshake.Welcome welcome =
                new Handshake.Welcome(1, new ClusterId(0x0123456789abcdefL), N1);
        assertThat(hex(Handshake.hello().segment())).isEqualTo(bare("80 636169726e 01 01"));
        assertThat(hex(Handshake.encode(welcome).segment()))
                .isEqualTo(bare("a0 01 0123456789abcdef 026e31"));
        assertThat(Handshake.readHello(Handshake.hello().segment()).agreeable()).isTrue();
        assertThat(Handshake.readAnswer(Handshake.encode(welcome).segment())).isEqualTo(welcome);
    }

    @Test
    void aHelloMayTellWhoCalls() {
        Credentials alice = new Credentials.Password(Optional.of("alice"), "secret");
        assertThat(hex(Handshake.hello(Optional.of(alice)).segment()))
                .isEqualTo(bare("80 636169726e 01 01 01 05616c696365 06736563726574"));
        Credentials token = new Credentials.Token("t0ken");
        assertThat(hex(Handshake.hello(Optional.of(token)).segment()))
                .isEqualTo(bare("80 636169726e 01 01 02 0574306b656e"));
        for (Credentials shown : List.of(alice, token)) {
            assertThat(
                            Handshake.readHello(Handshake.hello(Optional.of(shown)).segment())
                                    .credentials())
                    .contains(shown);
        }
        assertThat(alice.toString() + token).doesNotContain("secret").doesNotContain("t0ken");
    }

    @Test
    void aClientOfLaterVersionsOnlyIsNotAgreeable() {
        assertThat(Handshake.readHello(segment("80 636169726e 02 07")).agreeable()).isFalse();
        assertThatThrownBy(() -> Handshake.readHello(segment("80 636169726f 01 01")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aRefusedHandshakeThrowsTheNodesError() {
        Reply refusal =
                new Reply(0, new Response.Failed(KvError.of(ErrorCode.BAD_REQUEST, "too old")));
        assertThatThrownBy(() -> Handshake.readAnswer(bytes(refusal)))
                .isInstanceOf(KvException.class)
                .hasMessageContaining("too old");
    }

    @Test
    void whatWasWrittenIsReadBack() {
        for (Call call : List.of(GET, PUT, DELETE, DELETE_IF, PUT_IF, RING, SCAN, RESOLVE)) {
            assertThat(RequestCodec.decode(bytes(call))).isEqualTo(call);
        }
        for (Reply reply : List.of(FOUND, WRITTEN, TAGGED, STALE, SCANNED, RESOLVED, MAP, FAILED)) {
            assertThat(ResponseCodec.decode(bytes(reply))).isEqualTo(reply);
        }
    }

    @Test
    void aReceiptThatWasNotAskedForKeepsItsEpochAlone() {
        Response.Found found = (Response.Found) FOUND.response();
        Reply bare = new Reply(1, Response.Found.of(found.result(), false));
        Response.Found read = (Response.Found) ResponseCodec.decode(bytes(bare)).response();
        assertThat(read.result().receipt()).isEqualTo(new Receipt(List.of(), 0, false, 300));
        assertThat(read.result().siblings()).isEqualTo(found.result().siblings());
    }

    @Test
    void anEmptyKeyIsAnInvalidRequestThatKeepsItsId() {
        Call call = RequestCodec.decode(segment("81 07 00 00 0162 00"));
        assertThat(call.id()).isEqualTo(7);
        assertThat(call.request())
                .isInstanceOfSatisfying(
                        Request.Invalid.class,
                        invalid ->
                                assertThat(invalid.error().code())
                                        .isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    void everyPrefixOfAMessageIsMalformed() {
        for (Call call : List.of(GET, PUT, DELETE, RING, SCAN)) {
            MemorySegment whole = bytes(call);
            for (long size = 0; size < whole.byteSize(); size++) {
                MemorySegment cut = whole.asSlice(0, size);
                assertThatThrownBy(() -> RequestCodec.decode(cut))
                        .isInstanceOf(MalformedException.class);
            }
        }
        for (Reply reply : List.of(FOUND, WRITTEN, SCANNED, MAP, FAILED)) {
            MemorySegment whole = bytes(reply);
            for (long size = 0; size < whole.byteSize(); size++) {
                MemorySegment cut = whole.asSlice(0, size);
                assertThatThrownBy(() -> ResponseCodec.decode(cut))
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void unknownKindsFlagsAndTrailingBytesAreMalformed() {
        for (String message :
                List.of(
                        "85 01",
                        "81 01 02 00 0162 036b6579",
                        "81 01 00 20 0162 036b6579",
                        "84 04 00")) {
            assertThatThrownBy(() -> RequestCodec.decode(segment(message)))
                    .as(message)
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> ResponseCodec.decode(segment("a3 01")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void theOwnersOfASliceAreThoseOfItsRun() {
        RingMap map = ((Response.Ring) MAP.response()).map();
        assertThat(map.owners(0)).containsExactly(N1, N2);
        assertThat(map.owners(9)).containsExactly(N1, N2);
        assertThat(map.owners(10)).containsExactly(N2, N1);
        assertThat(map.owners(65_535)).containsExactly(N2, N1);
    }

    @Test
    void aRingWithAGapIsRefused() {
        assertThatThrownBy(
                        () -> new RingMap(1, 0, new TreeMap<>(), List.of(new Run(0, 5, List.of()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new RingMap(1, 0, new TreeMap<>(), List.of(new Run(1, 65_535, List.of()))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static MemorySegment bytes(Call call) {
        WireWriter writer = new WireWriter(0);
        RequestCodec.write(call, writer);
        return writer.toBytes().segment();
    }

    private static MemorySegment bytes(Reply reply) {
        WireWriter writer = new WireWriter(0);
        ResponseCodec.write(reply, writer);
        return writer.toBytes().segment();
    }

    private static MemorySegment segment(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(bare(hex)));
    }

    private static String hex(MemorySegment bytes) {
        return HexFormat.of().formatHex(Bytes.copyOf(bytes).toByteArray());
    }

    private static String bare(String spaced) {
        return spaced.replace(" ", "");
    }
}
