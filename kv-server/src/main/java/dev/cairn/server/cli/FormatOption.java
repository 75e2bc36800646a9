package dev.cairn.server.cli;

import dev.cairn.server.load.Format;
import java.util.Locale;
import picocli.CommandLine.Option;

/** On the command line, what a line of a file of pairs looks like. */
final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "tsv|jsonl",
            description =
                    "key<TAB>value with \\t \\n \\r \\\\ escaped, or a JSON object a line"
                            + " (default: jsonl; to load FILE, tsv unless it is FILE.jsonl)")
    private String name = "";

    /** What was asked for, or {@code usual}; throws {@link CommandException}. */
    Format or(Format usual) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "" -> usual;
            case "tsv" -> Format.TSV;
            case "jsonl" -> Format.JSONL;
            default ->
                    throw new CommandException(
                            "USAGE", Exit.USAGE, "--format is tsv or jsonl, not " + name, null);
        };
    }
}
