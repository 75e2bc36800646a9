package dev.cairn.server;

import dev.cairn.server.cli.KvCommandLine;
import dev.cairn.server.cli.Surroundings;

/** The entry point of the command line and the server. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process, whatever threads are left. */
    public static void main(String[] arguments) {
        int exit = new KvCommandLine(Surroundings.ofProcess(), System.err).run(arguments);
        System.out.flush();
        System.exit(exit);
    }
}
