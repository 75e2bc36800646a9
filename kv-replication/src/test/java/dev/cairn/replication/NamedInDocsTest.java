package dev.cairn.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that the documentation names as proofs are there. */
class NamedInDocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Contract))?(?:#(\\w+))?`");

    @ParameterizedTest
    @ValueSource(strings = {"proofs.md", "consistency.md"})
    void everyTestThatIsNamedExists(String page) throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("docs").resolve(page)));
        String type = "";
        int found = 0;
        while (named.find()) {
            type = named.group(1) == null ? type : named.group(1);
            String method = named.group(2);
            String source = sources.get(type);
            if (named.group(1) == null && method == null) {
                continue;
            }
            found++;
            if (source == null || method != null && !source.contains("void " + method + "(")) {
                missing.add(named.group());
            }
        }
        assertThat(found).isGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    /** Test classes and contracts of all modules, by their simple names. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                read(module.resolve("src/test/java"), sources);
            }
        }
        read(ROOT.resolve("kv-testkit/src/main/java"), sources);
        return sources;
    }

    private static void read(Path folder, Map<String, String> sources) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(NamedInDocsTest::isProof).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.put(name, Files.readString(file));
            }
        }
    }

    private static boolean isProof(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith("Test.java") || name.endsWith("Contract.java");
    }
}
