package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stories told as scripts under {@code src/test/scenarios}, each with the transcript that it must
 * give beside it. Lines that begin with {@code #} are for the reader and stand in both.
 *
 * <pre>
 * nodes 3                n1 to n3, three copies of each key
 *   founders 2           the last of them is no member yet
 *   copies 6             of each key, in another bucket
 *   zones west east      in turn
 * key cart [of n1]       a key; one whose first owner is n1
 * put cart v by n1 [at LEVEL] [sloppy] [after LABEL]
 * get cart by n2 [at LEVEL] [sloppy] [as LABEL]
 *                        a put after a label knows what that reader saw
 * fill 400 100 by n1     values of 100 bytes; again: new values over the first
 * more 20 100 by n1      values of further keys
 *   in 128 leaves        keys of so many leaves alone
 * held cart              what every store holds of the key
 * shares · differing     how much they hold in all, and not alike
 * watch · sent · compared  since then: values that nodes sent on their own account,
 *                        and leaves that they compared key by key
 * kill n2 · start n2     dead, and all know; back, on the disk it had
 * cut n1 n3 · heal       the two do not see each other; all do again
 * join n4 · leave n4     with every step of the change
 * run 4                  seconds pass
 * </pre>
 *
 * With {@code -Dcairn.rewrite=true} the transcripts are written anew.
 */
final class ScenarioTest {
    private static final Path FOLDER = Path.of("src", "test", "scenarios");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vector-clocks",
                "hinted-handoff",
                "merkle-exchange",
                "rebalancing",
                "data-centre-outage"
            })
    void theStoryGoesAsWritten(String name) throws IOException {
        Scenario scenario = new Scenario();
        StringBuilder transcript = new StringBuilder();
        for (String line : Files.readAllLines(FOLDER.resolve(name + ".txt"))) {
            if (line.isBlank() || line.startsWith("#")) {
                transcript.append(line).append('\n');
            } else {
                transcript.append("> ").append(line).append('\n');
                transcript.append(scenario.perform(Step.of(line)));
            }
        }
        Path expected = FOLDER.resolve(name + ".transcript.txt");
        if (Boolean.getBoolean("cairn.rewrite")) {
            Files.writeString(expected, transcript);
        }
        assertThat(transcript.toString()).isEqualTo(Files.readString(expected));
    }
}
