package dev.cairn.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** kv-bom and the build that it describes. */
class BillOfMaterialsTest {
    private static final Pattern MODULE = Pattern.compile("<module>(kv-[a-z-]+)</module>");
    private static final Pattern MANAGED =
            Pattern.compile(
                    "<groupId>dev.cairn</groupId>\\s*<artifactId>(kv-[a-z-]+)</artifactId>"
                            + "\\s*<version>\\$\\{project.version}</version>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    /** A program, and the list itself. */
    private static final Set<String> UNLISTED = Set.of("kv-bench", "kv-bom");

    private static String read(String... names) throws IOException {
        return Files.readString(Path.of("..", names));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String version(String pom) {
        Matcher first = VERSION.matcher(pom);
        assertThat(first.find()).isTrue();
        return first.group(1);
    }

    @Test
    void everyPublishedModuleIsInTheBillOfMaterialsAndInThatOfTheBuild() throws IOException {
        Set<String> published =
                all(MODULE, read("pom.xml")).stream()
                        .filter(module -> !UNLISTED.contains(module))
                        .collect(Collectors.toSet());
        assertThat(all(MANAGED, read("kv-bom", "pom.xml")))
                .containsExactlyInAnyOrderElementsOf(published);
        assertThat(all(MANAGED, read("pom.xml"))).containsAll(published);
    }

    @Test
    void itIsOfTheVersionOfTheModules() throws IOException {
        String bom = read("kv-bom", "pom.xml");
        assertThat(version(bom)).isEqualTo(version(read("pom.xml")));
        assertThat(bom).doesNotContain("<parent>");
    }
}
