package dev.cairn.replication.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.repair.KeyDigest;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.transfer.TransferMessage.Compare;
import dev.cairn.replication.transfer.TransferMessage.Differing;
import dev.cairn.replication.transfer.TransferMessage.Found;
import dev.cairn.replication.transfer.TransferMessage.Lacking;
import dev.cairn.replication.transfer.TransferMessage.Offer;
import dev.cairn.replication.transfer.TransferMessage.Pair;
import dev.cairn.replication.transfer.TransferMessage.SliceHash;
import dev.cairn.replication.transfer.TransferMessage.Unable;
import dev.cairn.replication.transfer.TransferMessage.Walk;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransferCodecTest {
    private static final int SLICE = 0x0102;
    private static final Bytes KEY =
            StorageKey.of(0x0102_0000_0000_0000L, new Key("users", Bytes.utf8("ada"))).encoded();
    private static final String KEY_HEX = "11" + "0102000000000000" + "057573657273616461";

    /** An item that has seen nothing and holds nothing. */
    private static final Bytes ITEM = ItemCodec.encode(Item.EMPTY);

    /** Request 7, epoch 300, slice 0x0102: what every message begins with. */
    private static final String HEAD = "01" + "0000000000000007" + "ac02" + "8202";

    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, TransferMessage> GOLDEN =
            new TreeMap<>(
                    Map.of(
                            "48 " + HEAD + "09" + "03" + "01" + "8202" + "000000000000002a",
                            new Compare(7, 300, 9, 3, List.of(new SliceHash(SLICE, 42))),
                            "49 " + HEAD + "02" + "8202" + "8402",
                            new Differing(7, 300, SLICE, List.of(SLICE, SLICE + 2)),
                            "4a "
                                    + HEAD
                                    + "09"
                                    + "03"
                                    + "00"
                                    + KEY_HEX
                                    + "01"
                                    + KEY_HEX
                                    + "000000000000002a",
                            new Walk(
                                    7,
                                    300,
                                    9,
                                    3,
                                    SLICE,
                                    Bytes.EMPTY,
                                    KEY,
                                    List.of(new KeyDigest(KEY, 42))),
                            "4b " + HEAD + "09" + KEY_HEX + "01" + KEY_HEX + "03" + "010000",
                            new Found(7, 300, SLICE, 9, KEY, List.of(new Pair(KEY, ITEM))),
                            "4c " + HEAD + "01" + KEY_HEX + "000000000000002a",
                            new Offer(7, 300, SLICE, List.of(new KeyDigest(KEY, 42))),
                            "4d " + HEAD + "01" + KEY_HEX,
                            new Lacking(7, 300, SLICE, List.of(KEY)),
                            "4e " + HEAD,
                            new Unable(7, 300, SLICE)));

    private static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static TransferMessage decode(int kind, byte[] bytes) {
        return TransferCodec.decode(kind, MemorySegment.ofArray(bytes));
    }

    @Test
    void everyMessageHasItsGoldenBytesAndComesBackFromThem() {
        GOLDEN.forEach((line, message) -> {
            Frame frame = TransferCodec.encode(message);
            String encoded =
                    Integer.toHexString(frame.kind())
                            + " "
                            + HexFormat.of().formatHex(payload(frame));
            assertThat(encoded).isEqualTo(line);
            assertThat(decode(frame.kind(), payload(frame))).isEqualTo(message);
            assertThat(FrameKinds.isReplication(frame.kind())).isTrue();
            assertThat(TransferCodec.isTransfer(frame.kind())).isTrue();
        });
    }

    @Test
    void truncatedLongerAndNewerBytesAreMalformed() {
        GOLDEN.values()
                .forEach(message -> {
                    Frame frame = TransferCodec.encode(message);
                    byte[] whole = payload(frame);
                    for (int length = 0; length <= whole.length + 1; length++) {
                        byte[] other = Arrays.copyOf(whole, length);
                        if (length != whole.length) {
                            assertThatThrownBy(() -> decode(frame.kind(), other))
                                    .isInstanceOf(MalformedException.class);
                        }
                    }
                    whole[0] = TransferCodec.FORMAT + 1;
                    assertThatThrownBy(() -> decode(frame.kind(), whole))
                            .isInstanceOf(MalformedException.class);
                });
    }

    @Test
    void aKeyOfAnotherSliceIsMalformed() {
        Frame frame = TransferCodec.encode(new Lacking(1, 1, SLICE + 1, List.of(KEY)));
        assertThatThrownBy(() -> decode(frame.kind(), payload(frame)))
                .isInstanceOf(MalformedException.class);
    }

    @Seeded(cases = 200)
    void flippedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<TransferMessage> samples = List.copyOf(GOLDEN.values());
        Frame frame = TransferCodec.encode(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(decode(frame.kind(), bytes).epoch()).isGreaterThanOrEqualTo(0);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
