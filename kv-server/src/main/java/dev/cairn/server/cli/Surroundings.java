package dev.cairn.server.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command was called: what the launcher {@code bin/kv} tells by system properties, since it
 * changes to the distribution's folder before it starts Java.
 *
 * @param folder the caller's working folder, against which file arguments are resolved
 * @param home the distribution's folder
 * @param command what the caller typed to reach the launcher, for hints that can be pasted
 * @param outIsTerminal whether standard output is a terminal
 * @param errIsTerminal whether standard error is a terminal
 * @param environment the environment
 */
public record Surroundings(
        Path folder,
        Path home,
        String command,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {

    /** Those of this process. */
    public static Surroundings ofProcess() {
        Path here = Path.of("").toAbsolutePath();
        return new Surroundings(
                Path.of(System.getProperty("cairn.folder", here.toString())),
                Path.of(System.getProperty("cairn.home", here.toString())),
                System.getProperty("cairn.command", "kv"),
                Boolean.getBoolean("cairn.out.terminal"),
                Boolean.getBoolean("cairn.err.terminal"),
                System.getenv());
    }

    /** The file that the caller means by {@code argument}. */
    public Path file(String argument) {
        return folder.resolve(argument).normalize();
    }

    /**
     * How to write {@code file} so that the caller can paste it: relative where it lies below the
     * caller's folder.
     */
    public String shown(Path file) {
        return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
    }
}
