package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import dev.cairn.api.Bytes;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that write to real files until they are killed, and file systems that lose what was not
 * synced: an image of ext4 or xfs is told to shut down without flushing its log, as when the power
 * fails, and mounted again. Where there is no root, mkfs or xfs_io, those are left out.
 */
@Tag("long")
final class PowerLossTest {
    private static final int LOSSES = 20;
    private static final int KILLS = 50;
    private static final int LONGEST_LIFE_MILLIS = 900;

    @TempDir Path folder;
    private final SplittableRandom random = new SplittableRandom(11);

    /** Where the classes lie; a test that is patched into a module does not tell by itself. */
    private static String classPath() {
        return Stream.of(
                        Survivor.class,
                        SimulatedDirectory.class,
                        LsmStore.class,
                        Bytes.class,
                        Zstd.class,
                        LZ4Factory.class)
                .map(type -> {
                    String resource = "/" + type.getName().replace('.', '/') + ".class";
                    return String.valueOf(type.getResource(resource))
                            .replace(resource, "")
                            .replaceAll("^(jar:)?file:", "")
                            .replaceAll("!.*$", "");
                })
                .distinct()
                .collect(Collectors.joining(":"));
    }

    /**
     * Runs a process that writes to the store until {@code end} has been done to it; answers what
     * it said last before that, by the first word. What it says later does not count: a file system
     * that is being shut down may let a sync return that it did not do.
     */
    private Map<String, Long> live(Path store, long least, ThrowingRunnable end) throws Exception {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        Survivor.class.getName(),
                        store.toString(),
                        Long.toString(least));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, Long> said = new HashMap<>();
        List<String> other = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            long endAt = Long.MAX_VALUE;
            boolean ended = false;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ");
                if (ended) {
                    continue;
                }
                if (words.length == 2 && words[1].chars().allMatch(Character::isDigit)) {
                    said.put(words[0], Long.parseLong(words[1]));
                } else {
                    other.add(line);
                }
                if (line.startsWith("found")) {
                    endAt =
                            System.nanoTime()
                                    + TimeUnit.MILLISECONDS.toNanos(
                                            random.nextInt(LONGEST_LIFE_MILLIS));
                }
                if (System.nanoTime() >= endAt) {
                    ended = true;
                    end.run();
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(said).as("what the process said: %s", other).containsKey("found");
        return said;
    }

    @FunctionalInterface
    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Test
    @Timeout(600)
    void whatWasAppliedSurvivesEveryKill() throws Exception {
        Path store = folder.resolve("store");
        long applied = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Map<String, Long> said = live(store, applied, () -> {});
            applied = Math.max(applied, said.getOrDefault("applied", 0L));
        }
        live(store, applied, () -> {});
        System.out.println(KILLS + " kills, " + applied + " batches applied, none lost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    @Timeout(600)
    void whatWasDurableSurvivesEveryPowerLoss(String kind) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        for (String tool : List.of("xfs_io", "mkfs." + kind, "losetup")) {
            assumeTrue(run("sh", "-c", "command -v " + tool) == 0, tool + " is not here");
        }
        Path image = folder.resolve("image");
        Path mount = Files.createDirectory(folder.resolve("mount"));
        check("truncate", "-s", "400M", image.toString());
        check("mkfs." + kind, "-q", image.toString());
        assumeTrue(mount(image, mount), "a loop device cannot be mounted here");
        long durable = 0;
        long lost = 0;
        try {
            for (int loss = 0; loss < LOSSES; loss++) {
                Map<String, Long> said =
                        live(
                                mount.resolve("store"),
                                durable,
                                () -> check("xfs_io", "-x", "-c", "shutdown", mount.toString()));
                durable = Math.max(durable, said.getOrDefault("durable", 0L));
                lost += said.getOrDefault("applied", durable) - durable;
                check("umount", mount.toString());
                assertThat(mount(image, mount)).isTrue();
            }
            live(mount.resolve("store"), durable, () -> {});
        } finally {
            run("umount", mount.toString());
        }
        System.out.println(
                kind
                        + ": "
                        + LOSSES
                        + " power losses, "
                        + durable
                        + " batches durable, none lost; "
                        + lost
                        + " were applied and not yet durable");
    }

    private static boolean mount(Path image, Path at) throws Exception {
        return run("mount", "-o", "loop", image.toString(), at.toString()) == 0;
    }

    private static void check(String... command) throws Exception {
        assertThat(run(command)).as(String.join(" ", command)).isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor();
    }
}
