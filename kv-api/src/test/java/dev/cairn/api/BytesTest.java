package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class BytesTest {
    @Test
    void bytesAreOrderedUnsigned() {
        Bytes low = Bytes.copyOf(new byte[] {0x7f});
        Bytes high = Bytes.copyOf(new byte[] {(byte) 0x80});
        assertThat(low).isLessThan(high);
        assertThat(low).isLessThan(Bytes.copyOf(new byte[] {0x7f, 0}));
        assertThat(Bytes.EMPTY).isLessThan(low);
    }

    @Test
    void copiesDoNotChangeWithTheirSource() {
        byte[] source = {1, 2};
        Bytes copy = Bytes.copyOf(source);
        Bytes ofSegment = Bytes.copyOf(MemorySegment.ofArray(source));
        source[0] = 9;
        copy.toByteArray()[1] = 9;
        assertThat(copy)
                .isEqualTo(ofSegment)
                .isEqualTo(Bytes.copyOf(new byte[] {1, 2}))
                .hasSameHashCodeAs(ofSegment);
        assertThat(copy.segment().isReadOnly()).isTrue();
    }

    @Test
    void aPrefixIsRecognised() {
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("ab"))).isTrue();
        assertThat(Bytes.utf8("abc").startsWith(Bytes.EMPTY)).isTrue();
        assertThat(Bytes.utf8("ab").startsWith(Bytes.utf8("abc"))).isFalse();
    }

    @Test
    void textIsShownAsTextAndOtherBytesInHexadecimal() {
        assertThat(Bytes.utf8("user:42")).hasToString("user:42");
        assertThat(Bytes.copyOf(new byte[] {0, (byte) 0xff})).hasToString("0x00ff");
        assertThat(Bytes.copyOf(new byte[100]).toString())
                .startsWith("0x0000")
                .endsWith("…")
                .hasSize(2 + 64 + 1);
    }

    @Test
    void eightBytesReadAsALittleEndianNumber() {
        Bytes bytes = Bytes.copyOf(new byte[] {9, 1, 2, 3, 4, 5, 6, 7, -8});
        assertThat(bytes.longAt(1)).isEqualTo(0xf807060504030201L);
    }
}
