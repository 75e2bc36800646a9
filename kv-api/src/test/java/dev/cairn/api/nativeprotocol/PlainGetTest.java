package dev.cairn.api.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.Sibling;
import dev.cairn.api.cluster.NodeId;
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

final class PlainGetTest {
    private final PlainGet plain = new PlainGet();
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
                    long id = random.nextLong() >>> 1 + random.nextInt(62);
                    byte[] call = encoded(new Call(id, new Request.Get(GetRequest.of(key), false)));
                    byte[] room = Arrays.copyOf(call, call.length + 5);
                    assertThat(plain.read(room, call.length)).isTrue();
                    assertThat(plain.bucket()).isEqualTo(key.bucket());
                    int from = plain.key().from();
                    assertThat(Arrays.copyOfRange(room, from, from + plain.key().length()))
                            .isEqualTo(key.bytes().toByteArray());
                    int cut = random.nextInt(call.length);
                    assertThat(plain.read(room, cut)).isFalse();
                    assertThat(plain.read(room, call.length + 1)).isFalse();
                });
    }

    @Test
    void otherCallsAreNot() {
        Key key = new Key("b", Bytes.utf8("k"));
        RequestOptions one = RequestOptions.DEFAULT.with(Level.ONE);
        for (Request other :
                List.of(
                        new Request.Get(GetRequest.of(key), true),
                        new Request.Get(new GetRequest(key, one), false),
                        new Request.Put(PutRequest.of(key, Bytes.EMPTY), false),
                        new Request.Ring())) {
            byte[] call = encoded(new Call(1, other));
            assertThat(plain.read(call, call.length)).as("%s", other).isFalse();
        }
    }

    @Test
    void theReplyIsTheOneThatTheResultWouldHave() {
        ForSeeds.check(
                100,
                random -> {
                    byte[] call =
                            encoded(
                                    new Call(
                                            9,
                                            new Request.Get(
                                                    GetRequest.of(new Key("b", Bytes.utf8("k"))),
                                                    false)));
                    assertThat(plain.read(call, call.length)).isTrue();
                    Item item = item(random, 1 + random.nextInt(2));
                    assertThat(view.look(ItemCodec.encode(item).segment())).isTrue();
                    WireWriter writer = new WireWriter(16).u8(7);
                    boolean written = plain.writeFound(view, 300, writer);
                    assertThat(written).isEqualTo(item.seen().size() == 1);
                    WireWriter expected = new WireWriter(16).u8(7);
                    if (written) {
                        ResponseCodec.write(new Reply(9, found(item)), expected);
                    }
                    assertThat(writer.toByteArray()).isEqualTo(expected.toByteArray());
                });
    }

    private static Response found(Item item) {
        Version version = item.versions().getFirst();
        Sibling sibling =
                new Sibling(
                        version.value(),
                        version.clock(),
                        version.timestamp().millis(),
                        version.expiresMillis());
        Receipt receipt = new Receipt(List.of(), 0, false, 300);
        return new Response.Found(
                new ReadResult(List.of(sibling), ItemCodec.token(item.seen()), receipt));
    }

    /** Written a few times by each of so many actors. */
    private static Item item(RandomGenerator random, int actors) {
        Item item = Item.EMPTY;
        for (int actor = 0; actor < actors; actor++) {
            ActorId writer = new ActorId(new NodeId("n" + actor), random.nextLong(), 3);
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
