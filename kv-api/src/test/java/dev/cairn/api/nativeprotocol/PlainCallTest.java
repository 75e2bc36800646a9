package dev.cairn.api.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Written;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.nativeprotocol.PlainCall.Kind;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PlainCallTest {
    private static final Key KEY = new Key("b", Bytes.utf8("k"));
    private static final Receipt RECEIPT = new Receipt(List.of(), 0, false, 300);

    private final PlainCall plain = new PlainCall();
    private final ItemView view = new ItemView();

    private static byte[] encoded(Call call) {
        WireWriter writer = new WireWriter(64);
        RequestCodec.write(call, writer);
        return writer.toByteArray();
    }

    private static byte[] bytes(RandomGenerator random, int most) {
        byte[] bytes = new byte[1 + random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void aCallWithoutOptionsIsReadWhereItLies() {
        ForSeeds.check(
                100,
                random -> {
                    Key key = new Key("redis:" + random.nextInt(3), Bytes.wrap(bytes(random, 200)));
                    Bytes value = Bytes.wrap(bytes(random, 300));
                    long id = random.nextLong() >>> 1 + random.nextInt(62);
                    boolean get = random.nextBoolean();
                    byte[] call = encoded(new Call(id, get ? get(key) : put(key, value)));
                    byte[] room = Arrays.copyOf(call, call.length + 5);
                    assertThat(plain.read(room, call.length)).isEqualTo(get ? Kind.GET : Kind.PUT);
                    assertThat(plain.id()).isEqualTo(id);
                    assertThat(plain.bucket()).isEqualTo(key.bucket());
                    assertThat(cut(room, plain.key())).isEqualTo(key.bytes());
                    if (!get) {
                        assertThat(cut(room, plain.value())).isEqualTo(value);
                    }
                    int cut = random.nextInt(call.length);
                    assertThat(plain.read(room, cut)).isEqualTo(Kind.OTHER);
                    assertThat(plain.read(room, call.length + 1)).isEqualTo(Kind.OTHER);
                });
    }

    private static Request get(Key key) {
        return new Request.Get(GetRequest.of(key), false);
    }

    private static Request put(Key key, Bytes value) {
        return new Request.Put(PutRequest.of(key, value), false);
    }

    private static Bytes cut(byte[] source, Span part) {
        return Bytes.wrap(Arrays.copyOfRange(source, part.from(), part.from() + part.length()));
    }

    @Test
    void otherCallsAreNot() {
        RequestOptions one = RequestOptions.DEFAULT.with(Level.ONE);
        PutRequest put = PutRequest.of(KEY, Bytes.EMPTY);
        for (Request other :
                List.of(
                        new Request.Get(GetRequest.of(KEY), true),
                        new Request.Get(new GetRequest(KEY, one), false),
                        new Request.Put(put, true),
                        new Request.Put(put.with(one), false),
                        new Request.Put(put.as(new OperationId("mine")), false),
                        new Request.Delete(DeleteRequest.of(KEY), false),
                        new Request.Ring())) {
            byte[] call = encoded(new Call(1, other));
            assertThat(plain.read(call, call.length)).as("%s", other).isEqualTo(Kind.OTHER);
        }
    }

    private void called() {
        byte[] call = encoded(new Call(9, get(KEY)));
        assertThat(plain.read(call, call.length)).isEqualTo(Kind.GET);
    }

    private static byte[] reply(Response response) {
        WireWriter writer = new WireWriter(16).u8(7);
        ResponseCodec.write(new Reply(9, response), writer);
        return writer.toByteArray();
    }

    @Test
    void theReplyIsTheOneThatTheResultWouldHave() {
        called();
        ForSeeds.check(
                100,
                random -> {
                    Item item = item(random, 1 + random.nextInt(3));
                    assertThat(view.look(ItemCodec.encode(item).segment())).isTrue();
                    WireWriter writer = new WireWriter(16).u8(7);
                    plain.writeFound(view, 300, writer);
                    assertThat(writer.toByteArray()).isEqualTo(reply(found(item)));
                });
    }

    @Test
    void soItIsWhereThereIsNothing() {
        called();
        WireWriter writer = new WireWriter(16).u8(7);
        plain.writeAbsent(300, writer);
        ReadResult nothing =
                new ReadResult(List.of(), ItemCodec.token(CausalContext.EMPTY), RECEIPT);
        assertThat(writer.toByteArray()).isEqualTo(reply(new Response.Found(nothing)));
    }

    @Test
    void soItIsOfAWrite() {
        called();
        OperationId id = new OperationId("op-" + "1".repeat(120));
        CausalContext seen = CausalContext.of(new Dot(writer(1), 300), 5);
        Written written =
                new Written() {
                    @Override
                    public void writeToken(WireWriter writer) {
                        writer.raw(ItemCodec.token(seen).token());
                    }

                    @Override
                    public void writeClock(WireWriter writer) {
                        writer.varint(1).text("n0").varint(300);
                    }

                    @Override
                    public void writeOperation(WireWriter writer) {
                        writer.raw(Bytes.utf8(id.text()));
                    }
                };
        WireWriter writer = new WireWriter(16).u8(7);
        plain.writeWritten(written, writer);
        PlainCall.writeEpoch(300, writer);
        WriteResult result = new WriteResult(ItemCodec.token(seen), seen.clock(), id, RECEIPT);
        assertThat(writer.toByteArray()).isEqualTo(reply(new Response.Written(result)));
    }

    private static Response found(Item item) {
        Version version = item.versions().getFirst();
        Sibling sibling =
                new Sibling(
                        version.value(),
                        version.clock(),
                        version.timestamp().millis(),
                        version.expiresMillis());
        return new Response.Found(
                new ReadResult(List.of(sibling), ItemCodec.token(item.seen()), RECEIPT));
    }

    /** Every second one is another epoch of the same node. */
    private static ActorId writer(int number) {
        return new ActorId(new NodeId("n" + number / 2), 17, number);
    }

    /** Written a few times by each of so many actors. */
    private static Item item(RandomGenerator random, int actors) {
        Item item = Item.EMPTY;
        for (int actor = 0; actor < actors; actor++) {
            ActorId writer = writer(actor);
            int writes = 1 + random.nextInt(200);
            for (int i = 1; i <= writes; i++) {
                item = item.with(version(random, new Dot(writer, i), item.seen()));
            }
        }
        return item;
    }

    private static Version version(RandomGenerator random, Dot dot, CausalContext past) {
        return new Version(
                dot,
                past,
                HybridTimestamp.ofMillis(1_767_225_600_000L + random.nextInt(1_000)),
                random.nextInt(3),
                Bytes.wrap(bytes(random, 200)),
                false,
                random.nextBoolean() ? OptionalLong.of(1_767_225_700_000L) : OptionalLong.empty(),
                Optional.empty());
    }
}
