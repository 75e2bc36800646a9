package dev.cairn.server.cli;

import dev.cairn.api.KvException;
import dev.cairn.api.spi.StorageException;
import dev.cairn.server.config.ConfigException;
import dev.cairn.server.local.LocalException;
import dev.cairn.server.plugin.PluginException;
import dev.cairn.server.wiring.StartException;
import java.io.PrintStream;

/** Tells any failure in one line, {@code error: CODE: sentence}, and chooses the exit code. */
final class Failures {
    private final PrintStream err;
    private final boolean verbose;

    Failures(PrintStream err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
    }

    int tell(Throwable failure) {
        if (verbose) {
            failure.printStackTrace(err);
        }
        return switch (failure) {
            case CommandException known -> tell(known.code(), sentence(known), known.exit());
            case ConfigException wrong -> {
                wrong.problems().forEach(problem -> tell("CONFIG", problem.toString(), Exit.USAGE));
                yield Exit.USAGE;
            }
            case PluginException broken -> tell("PLUGIN", sentence(broken), Exit.USAGE);
            case StartException start ->
                    tell(
                            start.code().name(),
                            sentence(start),
                            start.isUsage() ? Exit.USAGE : Exit.FAILED);
            case LocalException local -> tell("CLUSTER", sentence(local), Exit.FAILED);
            case StorageException storage ->
                    tell(storage.kind().name(), sentence(storage), Exit.FAILED);
            case KvException error -> {
                String code = error.error().code().name();
                yield tell(code, error.error().detail(), Exit.of(code));
            }
            default ->
                    tell(
                            "INTERNAL",
                            failure
                                    + (verbose
                                            ? ""
                                            : " (this is a fault of the program; --verbose shows where)"),
                            Exit.FAILED);
        };
    }

    private int tell(String code, String sentence, int exit) {
        err.println("error: " + code + ": " + sentence.replace('\n', ' '));
        return exit;
    }

    private static String sentence(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
