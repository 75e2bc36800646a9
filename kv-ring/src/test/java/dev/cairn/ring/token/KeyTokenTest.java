package dev.cairn.ring.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import org.junit.jupiter.api.Test;

final class KeyTokenTest {
    @Test
    void tokensAreWhatTheyAlwaysWere() {
        TokensForGood.TOKENS.forEach((key, token) ->
                assertThat(Long.toHexString(KeyToken.of(key)))
                        .as("%s", key)
                        .isEqualTo(Long.toHexString(token)));
    }

    @Test
    void theHashIsXxh3AsPublished() {
        // XXH3_64bits of no bytes with seed 0, a value of the reference implementation.
        assertThat(Hashing.xxh3_64().hashBytesToLong(new byte[0])).isEqualTo(0x2d06800538d394c2L);
    }
}
