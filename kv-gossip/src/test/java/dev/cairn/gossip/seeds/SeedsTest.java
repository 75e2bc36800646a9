package dev.cairn.gossip.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeedsTest {
    @Test
    void staticAnswersTheConfiguredAddresses() {
        SeedProvider seeds =
                new StaticSeedsPlugin()
                        .open(new StaticSeedsConfig(List.of("a:4700", "[::1]:4710")));
        assertThat(seeds.seeds()).containsExactly(new Address("a", 4700), new Address("::1", 4710));
        assertThat(new StaticSeedsPlugin().open(StaticSeedsConfig.DEFAULTS).seeds()).isEmpty();
    }

    @Test
    void staticRefusesWhatIsNoAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StaticSeedsConfig(List.of("nowhere")))
                .withMessageContaining("nowhere");
    }

    @Test
    void fileIsReadAgainAtEveryCall(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("seeds");
        SeedProvider seeds = new FileSeedsPlugin().open(new FileSeedsConfig(file.toString()));
        assertThat(seeds.seeds()).as("before there is a file").isEmpty();
        Files.writeString(file, "# ours\n\n  a:4700 \nnot an address\nb:4710\n");
        assertThat(seeds.seeds()).containsExactly(new Address("a", 4700), new Address("b", 4710));
        Files.writeString(file, "c:1\n");
        assertThat(seeds.seeds()).containsExactly(new Address("c", 1));
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(seeds.seeds()).as("bytes that are no text").isEmpty();
    }

    @Test
    void fileNeedsAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FileSeedsConfig(" "));
    }
}
