package dev.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.BucketProperties;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketTableTest {
    private static final BucketProperties COUNTER =
            BucketEdit.apply(
                    BucketProperties.DEFAULT, Map.of("resolver", "counter", "w", "2", "n", "5"));

    /** The golden lines of docs/formats/registers.md. */
    @Test
    void theTableHasOneTextAndComesBackFromIt() {
        BucketTable table =
                BucketTable.EMPTY
                        .with("visits", COUNTER, true)
                        .with(
                                "a",
                                BucketEdit.apply(BucketProperties.DEFAULT, Map.of("ttl", "90m")),
                                false);
        assertThat(table.lines())
                .containsExactly(
                        "version 2",
                        "a 2 open n=3 r=QUORUM w=QUORUM resolver=siblings mode=eventual"
                                + " blind-writes=supersede ttl=90m max-pair-bytes=10240"
                                + " max-clock-entries=32",
                        "visits 1 closed n=5 r=QUORUM w=2 resolver=counter mode=eventual"
                                + " blind-writes=supersede ttl=0ms max-pair-bytes=10240"
                                + " max-clock-entries=32");
        assertThat(BucketTable.of(table.lines())).isEqualTo(table);
        assertThat(table.closed()).containsExactly("visits");
    }

    @Test
    void whatWasSetWinsOverTheConfigurationAndHasTheVersionThatSetIt() {
        Buckets initial = new Buckets(Map.of("default", BucketProperties.DEFAULT));
        Buckets over = BucketTable.EMPTY.with("visits", COUNTER, false).over(initial);
        assertThat(over.of("visits").version()).isEqualTo(1);
        assertThat(over.of("visits").n()).isEqualTo(5);
        assertThat(over.of("other")).isEqualTo(BucketProperties.DEFAULT);
    }

    @Test
    void onlyWhatDataDependsOnIsFixed() {
        assertThat(BucketEdit.fixedChanges(BucketProperties.DEFAULT, COUNTER))
                .containsExactly("resolver", "n");
        assertThat(BucketEdit.fixedChanges(COUNTER, BucketEdit.apply(COUNTER, Map.of("w", "ONE"))))
                .isEmpty();
    }

    @Test
    void textThatIsNoTableIsRefused() {
        for (List<String> lines :
                List.of(
                        List.<String>of(),
                        List.of("version x"),
                        List.of("version 1", "a 1"),
                        List.of("version 1", "a 1 ajar n=3"),
                        List.of("version 1", "a 1 open colour=red"))) {
            assertThatThrownBy(() -> BucketTable.of(lines))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void pairsAreReadAsTheyAreWritten() {
        assertThat(BucketEdit.pairs(List.of("r=ONE", "ttl=1h")))
                .isEqualTo(Map.of("r", "ONE", "ttl", "1h"));
        assertThatThrownBy(() -> BucketEdit.pairs(List.of("r")))
                .hasMessage("expected PROPERTY=VALUE, read r");
        assertThatThrownBy(() -> BucketEdit.pairs(List.of("r=1", "r=2")))
                .hasMessage("r is there twice");
    }
}
