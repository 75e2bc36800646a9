package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Consistency.Count;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What people type: keys, buckets, levels, node ids, addresses, tokens. */
final class NamesTest {
    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KvException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }

    @Test
    void aKeyHasOneToFourThousandNinetySixBytesOfAnyKind() {
        assertThat(new Key("default", Bytes.copyOf(new byte[Key.MAX_KEY_BYTES])).bytes().size())
                .isEqualTo(4096);
        assertRefused(ErrorCode.BAD_REQUEST, () -> new Key("default", Bytes.EMPTY));
        assertRefused(
                ErrorCode.TOO_LARGE,
                () -> new Key("default", Bytes.copyOf(new byte[Key.MAX_KEY_BYTES + 1])));
    }

    @Test
    void aBucketNameIsPlain() {
        for (String name : new String[] {"default", "redis:0", "A.b_c-9", "x".repeat(128)}) {
            assertThat(new Key(name, Bytes.utf8("k")).bucket()).isEqualTo(name);
        }
        for (String name : new String[] {"", "a b", "a/b", "ä", "x".repeat(129), "a\n"}) {
            assertRefused(ErrorCode.BAD_REQUEST, () -> new Key(name, Bytes.utf8("k")));
        }
    }

    @Test
    void aLevelIsReadInAnyCaseAndANumberAsACount() {
        for (Level level : Level.values()) {
            assertThat(Consistency.parse(level.name())).isEqualTo(level);
            assertThat(Consistency.parse(level.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                    .isEqualTo(level);
        }
        assertThat(Consistency.parse(" 2 ")).isEqualTo(new Count(2));
        assertThat(new Count(2)).hasToString("2");
        for (String text : new String[] {"", "MOST", "0", "-1", "12345", "1.5", "٣", "r=2"}) {
            assertRefused(ErrorCode.BAD_REQUEST, () -> Consistency.parse(text));
        }
    }

    @Test
    void aNodeIdIsLowerCase() {
        for (String name : new String[] {"n1", "a", "db-7", "0", "x".repeat(63)}) {
            assertThat(new NodeId(name)).hasToString(name);
        }
        for (String name : new String[] {"", "N1", "n_1", "n 1", "n1#2", "ñ", "x".repeat(64)}) {
            assertRefused(ErrorCode.BAD_REQUEST, () -> new NodeId(name));
        }
    }

    @Test
    void anAddressIsHostAndPort() {
        assertThat(Address.parse("localhost:4700")).isEqualTo(new Address("localhost", 4700));
        assertThat(Address.parse("[::1]:80"))
                .isEqualTo(new Address("::1", 80))
                .hasToString("[::1]:80");
        assertThat(new Address("h", 65_535)).hasToString("h:65535");
        for (String text :
                new String[] {
                    "",
                    "localhost",
                    ":4700",
                    "localhost:",
                    "localhost:x",
                    "localhost:-1",
                    "localhost:65536",
                    "localhost:+80",
                    "::1:80",
                    "[]:80",
                    "[::1:80",
                    "::1]:80",
                    "a b:80",
                    "localhost: 80"
                }) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> Address.parse(text));
        }
    }

    @Test
    void aClusterIdSurvivesItsText() {
        ClusterId id = new ClusterId(0x00ab_0000_0000_00cdL);
        assertThat(id).hasToString("00ab0000000000cd");
        assertThat(ClusterId.parse(id.toString())).isEqualTo(id);
        for (String text : new String[] {"", "ab", "zzzzzzzzzzzzzzzz", "00ab0000000000cd0"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ClusterId.parse(text));
        }
    }

    @Test
    void anOperationIdIsPrintable() {
        assertThat(new OperationId("order-17/a")).hasToString("order-17/a");
        for (String text : new String[] {"", "a b", "a\t", "ä", "x".repeat(129)}) {
            assertRefused(ErrorCode.BAD_REQUEST, () -> new OperationId(text));
        }
    }

    @Test
    void aContextIsBase64ForUrls() {
        Context context = new Context(Bytes.copyOf(new byte[] {(byte) 0xfb, (byte) 0xff, 1}));
        assertThat(context).hasToString("-_8B");
        assertThat(Context.parse("-_8B")).isEqualTo(context);
        for (String text : new String[] {"+/8B", "a", "not a token", "ä"}) {
            assertRefused(ErrorCode.BAD_REQUEST, () -> Context.parse(text));
        }
    }
}
