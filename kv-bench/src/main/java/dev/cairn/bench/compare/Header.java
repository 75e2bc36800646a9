package dev.cairn.bench.compare;

import dev.cairn.bench.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What a run was: date, machine, data, and each engine's settings. */
record Header(Plan plan) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s, %d processors, load %s, java %s%n%d pairs of %s keys (%d B) and values of %d B; %d rounds, medians%n",
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        load(),
                        Runtime.version(),
                        plan.data().pairs(),
                        plan.data().shape().name().toLowerCase(Locale.ROOT),
                        plan.data().shape().bytes(),
                        plan.data().valueBytes(),
                        plan.rounds()));
        for (String engine : plan.engines()) {
            text.append(engine)
                    .append(": ")
                    .append(Peers.named(engine).describe(plan.settings()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException elsewhere) {
            return "unknown";
        }
    }
}
