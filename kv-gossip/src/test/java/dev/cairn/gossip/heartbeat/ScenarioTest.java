package dev.cairn.gossip.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.Detectors;
import dev.cairn.gossip.Detectors.Change;
import dev.cairn.gossip.Detectors.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stories told as scripts under {@code src/test/scenarios}, each with the transcript that it must
 * give beside it.
 *
 * <pre>
 * nodes 3        start n1 to n3, all at time 0
 * run 10         let that many seconds pass; every change of opinion is written down
 * kill n3 · start n3 · pause n1 · resume n1
 * cut n1 n2      lose what n1 sends to n2, not the other way
 * heal           undo all cuts
 * opinions       write down who thinks what of whom
 * </pre>
 *
 * With {@code -Dcairn.rewrite=true} the transcripts are written anew.
 */
final class ScenarioTest {
    private static final Path FOLDER = Path.of("src", "test", "scenarios");

    private final StringBuilder transcript = new StringBuilder();
    private Detectors detectors = new Detectors(Kind.HEARTBEAT, 1, 1);

    @ParameterizedTest
    @ValueSource(strings = {"killed-and-back", "two-nodes", "one-way-silence", "paused-observer"})
    void theStoryGoesAsWritten(String name) throws IOException {
        for (String line : Files.readAllLines(FOLDER.resolve(name + ".txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                transcript.append("> ").append(line).append('\n');
                perform(line.strip().split(" "));
            }
        }
        Path expected = FOLDER.resolve(name + ".transcript.txt");
        if (Boolean.getBoolean("cairn.rewrite")) {
            Files.writeString(expected, transcript);
        }
        assertThat(transcript.toString()).isEqualTo(Files.readString(expected));
    }

    private void perform(String[] words) {
        switch (words[0]) {
            case "nodes" ->
                    detectors = new Detectors(Kind.HEARTBEAT, Integer.parseInt(words[1]), 1);
            case "run" -> run(Duration.ofSeconds(Long.parseLong(words[1])));
            case "kill" -> detectors.cluster.kill(new NodeId(words[1]));
            case "start" -> detectors.cluster.start(new NodeId(words[1]));
            case "pause" -> detectors.cluster.pause(new NodeId(words[1]));
            case "resume" -> detectors.cluster.resume(new NodeId(words[1]));
            case "cut" -> detectors.cluster.cut(new NodeId(words[1]), new NodeId(words[2]));
            case "heal" -> detectors.cluster.heal();
            case "opinions" -> opinions();
            default -> throw new IllegalArgumentException("no such step: " + words[0]);
        }
    }

    private void run(Duration span) {
        detectors.time.advance(span);
        for (Change change : detectors.changes) {
            transcript.append(
                    String.format(
                            Locale.ROOT,
                            "%8.3f s  %s: %s is %s, was %s%n",
                            change.at().toMillis() / 1e3,
                            change.observer(),
                            change.about(),
                            change.to(),
                            change.from()));
        }
        detectors.changes.clear();
    }

    private void opinions() {
        for (NodeId observer : detectors.cluster.running()) {
            transcript.append("  ").append(observer).append(" thinks:");
            detectors.cluster.members().stream()
                    .filter(member -> !member.id().equals(observer))
                    .forEach(member ->
                            transcript
                                    .append(' ')
                                    .append(member.id())
                                    .append(' ')
                                    .append(detectors.opinion(observer, member.id())));
            transcript.append('\n');
        }
    }
}
