package dev.cairn.server.cli;

import dev.cairn.server.load.Format;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv export}: every pair of a bucket to standard output, as {@code kv load} reads it. */
@Command(
        name = "export",
        description = "Writes every pair of a bucket to standard output, as kv load reads it.",
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {
    @Mixin private final BucketOption bucket = new BucketOption();

    @Mixin private final FormatOption format = new FormatOption();

    @Option(
            names = "--cursor",
            paramLabel = "C",
            description = "goes on where an export ended that failed")
    private String cursor = "";

    @Mixin private final ClientOptions options = new ClientOptions();

    private final Surroundings surroundings;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Format lines = format.or(Format.JSONL);
        ScanPages pages = new ScanPages(options.client(), bucket.name(), "", cursor);
        long written = 0;
        long siblings = 0;
        while (pages.hasNext()) {
            for (ScanPages.Pair pair : page(pages)) {
                System.out.writeBytes(lines.show(pair.key(), pair.value()));
                written++;
                siblings += pair.siblings() > 1 ? 1 : 0;
            }
            draw(written);
        }
        draw(written);
        String concurrent =
                siblings == 0
                        ? ""
                        : ", " + siblings + " of them siblings, of which a load keeps the last";
        System.err.println(
                (surroundings.errIsTerminal() ? "\n" : "") + "exported " + written + concurrent);
        return ScanCommand.end(pages);
    }

    private static Iterable<ScanPages.Pair> page(ScanPages pages) {
        try {
            return pages.next(Long.MAX_VALUE);
        } catch (CommandException failed) {
            System.out.flush();
            if (!pages.cursor().isEmpty()) {
                System.err.println("to go on from here: kv export --cursor " + pages.cursor());
            }
            throw failed;
        }
    }

    private void draw(long written) {
        if (surroundings.errIsTerminal()) {
            System.err.print("\rexported " + written + "\u001b[K");
            System.err.flush();
        }
    }
}
