package dev.cairn.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.Bytes;
import dev.cairn.api.ForSeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class WireTest {
    private static WireReader reader(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return new WireReader(Bytes.wrap(array));
    }

    private static void assertMalformed(WireReader reader, Consumer<WireReader> read) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> read.accept(reader));
    }

    @Test
    void everythingWrittenIsReadBack() {
        ForSeeds.check(
                500,
                random -> {
                    WireWriter writer = new WireWriter(0);
                    List<Consumer<WireReader>> expected = new ArrayList<>();
                    for (int i = random.nextInt(40); i > 0; i--) {
                        long number = random.nextLong() >>> random.nextInt(64);
                        byte[] bytes = new byte[random.nextInt(40)];
                        random.nextBytes(bytes);
                        String text = "wörter 字 " + number;
                        switch (random.nextInt(6)) {
                            case 0 -> {
                                writer.u8((int) number);
                                expected.add(reader ->
                                        assertThat(reader.u8()).isEqualTo((int) (number & 0xff)));
                            }
                            case 1 -> {
                                writer.i32((int) number);
                                expected.add(
                                        reader -> assertThat(reader.i32()).isEqualTo((int) number));
                            }
                            case 2 -> {
                                writer.i64(number);
                                expected.add(reader -> assertThat(reader.i64()).isEqualTo(number));
                            }
                            case 3 -> {
                                writer.varint(number);
                                expected.add(
                                        reader -> assertThat(reader.varint()).isEqualTo(number));
                            }
                            case 4 -> {
                                writer.bytes(Bytes.copyOf(bytes));
                                expected.add(reader ->
                                        assertThat(reader.bytes()).isEqualTo(Bytes.copyOf(bytes)));
                            }
                            default -> {
                                writer.text(text);
                                expected.add(reader -> assertThat(reader.text()).isEqualTo(text));
                            }
                        }
                    }
                    WireReader reader = new WireReader(writer.toBytes());
                    expected.forEach(read -> read.accept(reader));
                    reader.end();
                    assertThat(reader.position()).isEqualTo(writer.size());
                });
    }

    @Test
    void varintsTakeOneToTenBytes() {
        assertThat(new WireWriter(0).varint(0).toByteArray()).containsExactly(0);
        assertThat(new WireWriter(0).varint(127).toByteArray()).containsExactly(127);
        assertThat(new WireWriter(0).varint(128).toByteArray()).containsExactly(0x80, 1);
        assertThat(new WireWriter(0).varint(-1).size()).isEqualTo(10);
        assertThat(new WireReader(new WireWriter(0).varint(-1).toBytes()).varint()).isEqualTo(-1);
    }

    @Test
    void aVarintHasOneEncodingOnly() {
        assertMalformed(reader(0x80, 0), WireReader::varint);
        assertMalformed(reader(0xff, 0x80, 0), WireReader::varint);
    }

    @Test
    void aVarintOverSixtyFourBitsIsMalformed() {
        int[] tooLong = new int[11];
        Arrays.fill(tooLong, 0xff);
        assertMalformed(reader(tooLong), WireReader::varint);
        int[] tooLarge = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2};
        assertMalformed(reader(tooLarge), WireReader::varint);
    }

    @Test
    void aVarintOverItsLimitIsMalformed() {
        assertThat(reader(5).varint(5)).isEqualTo(5);
        assertMalformed(reader(6), reader -> reader.varint(5));
        assertMalformed(
                new WireReader(new WireWriter(0).varint(-1).toBytes()), reader -> reader.varint(5));
    }

    @Test
    void readingBeyondTheEndIsMalformed() {
        assertMalformed(reader(), WireReader::u8);
        assertMalformed(reader(1, 2, 3), WireReader::i32);
        assertMalformed(reader(1, 2, 3, 4, 5, 6, 7), WireReader::i64);
        assertMalformed(reader(0x80), WireReader::varint);
        assertMalformed(reader(3, 1, 2), WireReader::bytes);
        assertMalformed(reader(3, 'a', 'b'), WireReader::text);
        assertMalformed(reader(1), reader -> reader.raw(2));
        assertMalformed(reader(1), reader -> reader.raw(-1));
    }

    @Test
    void aByteCountThatIsNegativeOrHugeIsMalformed() {
        assertMalformed(new WireReader(new WireWriter(0).varint(-1).toBytes()), WireReader::bytes);
        assertMalformed(
                new WireReader(new WireWriter(0).varint(Long.MAX_VALUE).toBytes()),
                WireReader::slice);
    }

    @Test
    void textThatIsNotUtf8IsMalformed() {
        assertMalformed(reader(1, 0xff), WireReader::text);
        assertMalformed(reader(2, 0xc0, 0x80), WireReader::text);
        assertMalformed(reader(3, 0xed, 0xa0, 0x80), WireReader::text);
        assertThat(new WireReader(new WireWriter(0).text("\uFFFD").toBytes()).text())
                .isEqualTo("\uFFFD");
    }

    @Test
    void bytesLeftOverAreMalformed() {
        WireReader reader = reader(1, 2);
        reader.u8();
        assertThat(reader.remaining()).isEqualTo(1);
        assertMalformed(reader, WireReader::end);
    }

    @Test
    void fixedWidthsAreBigEndianSoThatOrderIsKept() {
        assertThat(new WireWriter(0).i32(0x01020304).toByteArray()).containsExactly(1, 2, 3, 4);
        assertThat(new WireWriter(0).i64(0x0102030405060708L).toByteArray())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aWriterThatWasResetKeepsItsRoomAndNothingElse() {
        WireWriter writer = new WireWriter(16).text("first");
        byte[] room = writer.buffer();
        assertThat(writer.reset().u8(7).toByteArray()).containsExactly(7);
        assertThat(writer.buffer()).isSameAs(room);
    }
}
