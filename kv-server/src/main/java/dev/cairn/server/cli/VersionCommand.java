package dev.cairn.server.cli;

import dev.cairn.server.wiring.SoftwareVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kv version}. */
@Command(name = "version", description = "Shows the version of this program.")
final class VersionCommand implements Callable<Integer> {
    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how to show it")
    private ClientOptions.Output output = ClientOptions.Output.text;

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        System.out.println(
                output == ClientOptions.Output.json
                        ? "{\"version\":"
                                + Json.quoted(current())
                                + ",\"java\":"
                                + Json.quoted(java)
                                + "}"
                        : "cairn " + current() + " (java " + java + ")");
        return Exit.DONE;
    }

    /** The module's version, as the build stamped it. */
    static String current() {
        return SoftwareVersion.current();
    }
}
