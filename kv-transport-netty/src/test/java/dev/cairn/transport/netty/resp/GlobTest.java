package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.cairn.api.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*,'',true",
        "*,abc,true",
        "a*c,abbbc,true",
        "a*c,abbbd,false",
        "a?c,abc,true",
        "a?c,ac,false",
        "h[ae]llo,hallo,true",
        "h[ae]llo,hillo,false",
        "h[^e]llo,hallo,true",
        "h[^e]llo,hello,false",
        "h[a-c]llo,hbllo,true",
        "h[c-a]llo,hbllo,true",
        "h[a-c]llo,hdllo,false",
        "h\\*llo,h*llo,true",
        "h\\*llo,hello,false",
        "[\\]],],true",
        "user:*:name,user:7:name,true",
        "*a*b*,xxaxxbxx,true",
        "abc,abcd,false",
        "abcd,abc,false",
        "a[,a,false",
        "'',a,false"
    })
    void patternsMatchAsInRedis(String pattern, String text, boolean matches) {
        assertThat(new Glob(Bytes.utf8(pattern)).matches(Bytes.utf8(text))).isEqualTo(matches);
    }

    @Test
    void thePrefixIsWhatEveryMatchBeginsWith() {
        assertThat(new Glob(Bytes.utf8("user:*")).prefix()).isEqualTo(Bytes.utf8("user:"));
        assertThat(new Glob(Bytes.utf8("a\\*")).prefix()).isEqualTo(Bytes.utf8("a"));
        assertThat(new Glob(Bytes.utf8("*")).prefix()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void aPatternOfManyStarsTakesNoLongTime() {
        Glob evil = new Glob(Bytes.utf8("*a".repeat(200) + "b"));
        Bytes text = Bytes.utf8("a".repeat(2000));
        assertTimeout(Duration.ofSeconds(5), () -> assertThat(evil.matches(text)).isFalse());
    }
}
