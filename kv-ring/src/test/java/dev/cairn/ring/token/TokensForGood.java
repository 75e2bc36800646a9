package dev.cairn.ring.token;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import java.util.Map;

/** Keys and their tokens as first written down: data on disk lies where these say. */
public final class TokensForGood {
    public static final Map<Key, Long> TOKENS =
            Map.of(
                    key("default", "a"),
                    0x8b5eec818525d272L,
                    key("default", "alice"),
                    0xa1cc63af813d4f1dL,
                    key("redis:0", "user:1000"),
                    0x61def41c26bb3c1L,
                    key("a", "bc"),
                    0xc171b854c76eaa99L,
                    key("ab", "c"),
                    0xe76c07c04ac2e71cL,
                    new Key("default", Bytes.copyOf(new byte[] {0, -1, 10, 13})),
                    0x4664da8a7be3ad16L,
                    key("default", "k".repeat(300)),
                    0x80ac08be0222161fL);

    private TokensForGood() {}

    private static Key key(String bucket, String key) {
        return new Key(bucket, Bytes.utf8(key));
    }
}
