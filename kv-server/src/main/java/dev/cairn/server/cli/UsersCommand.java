package dev.cairn.server.cli;

import dev.cairn.api.security.Grant;
import dev.cairn.api.security.Principal;
import dev.cairn.server.access.Secrets;
import dev.cairn.server.config.UserFile;
import dev.cairn.server.config.UserSettings;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv users}: the file of the authenticator {@code users}. */
@Command(
        name = "users",
        description = "Keeps the file of those who may call a cluster; running nodes take it.",
        synopsisSubcommandLabel = "(add | list | remove)")
final class UsersCommand {
    private UsersCommand() {}

    /** With its subcommands; files are sought where the caller stands. */
    static CommandLine line(Surroundings surroundings) {
        return new CommandLine(new UsersCommand())
                .addSubcommand(new Add(surroundings))
                .addSubcommand(new ListUsers(surroundings))
                .addSubcommand(new Remove(surroundings));
    }

    /** The file. */
    private static final class Users {
        @Option(
                names = "--file",
                paramLabel = "FILE",
                defaultValue = "users.yaml",
                description = "the users file (default: ${DEFAULT-VALUE})")
        private String file = "";

        Map<String, UserSettings> read(Surroundings surroundings) {
            return new LinkedHashMap<>(UserFile.read(surroundings.file(file)));
        }

        boolean exists(Surroundings surroundings) {
            return Files.exists(surroundings.file(file));
        }

        void write(Surroundings surroundings, Map<String, UserSettings> users) {
            Path path = surroundings.file(file);
            try {
                UserFile.write(path, users);
            } catch (IOException failed) {
                throw new CommandException(
                        "IO", Exit.FAILED, path + " cannot be written: " + failed, failed);
            }
        }
    }

    /** {@code kv users add}. */
    @Command(
            name = "add",
            description =
                    "Adds a user, or changes one: a password from the terminal or standard input, or --token, or"
                            + " --certificate.",
            sortOptions = false)
    private static final class Add implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "the user's name")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE:BUCKET",
                split = ",",
                description =
                        "read, write or admin, in a bucket or in all with a prefix, as in read:logs-*; in all without a bucket")
        private List<String> roles = List.of();

        @Option(names = "--token", description = "makes a bearer token and prints it, once")
        private boolean token;

        @Option(names = "--certificate", description = "no secret: the user shows a certificate")
        private boolean certificate;

        @Mixin private final Users users = new Users();

        private final Surroundings surroundings;

        Add(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() throws IOException {
            Map<String, UserSettings> all =
                    users.exists(surroundings) ? users.read(surroundings) : new LinkedHashMap<>();
            List<String> granted;
            try {
                new Principal(name, List.of());
                granted = roles.stream().map(Grant::parse).map(Grant::toString).toList();
            } catch (IllegalArgumentException wrong) {
                throw new CommandException(
                        "USAGE", Exit.USAGE, String.valueOf(wrong.getMessage()), wrong);
            }
            String secret = token ? Secrets.newToken() : "";
            all.put(
                    name,
                    new UserSettings(
                            token || certificate ? "" : Secrets.ofPassword(password()),
                            token ? Secrets.ofToken(secret) : "",
                            granted));
            users.write(surroundings, all);
            if (token) {
                System.out.println(secret);
            }
            return Exit.DONE;
        }

        private static String password() throws IOException {
            Console console = System.console();
            char[] typed =
                    console != null && console.isTerminal()
                            ? console.readPassword("Password: ")
                            : line();
            if (typed == null || typed.length == 0) {
                throw new CommandException("USAGE", Exit.USAGE, "there is no password", null);
            }
            return new String(typed);
        }

        private static char[] line() throws IOException {
            String line =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
            return line == null ? new char[0] : line.toCharArray();
        }
    }

    /** {@code kv users list}. */
    @Command(name = "list", description = "Shows users and roles.", sortOptions = false)
    private static final class ListUsers implements Callable<Integer> {
        @Mixin private final Users users = new Users();

        private final Surroundings surroundings;

        ListUsers(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            TextTable table = new TextTable("USER", "BY", "ROLES");
            users.read(surroundings)
                    .forEach((name, user) ->
                            table.row(
                                    name,
                                    !user.password().isEmpty()
                                            ? "password"
                                            : user.token().isEmpty() ? "certificate" : "token",
                                    String.join(",", user.roles())));
            table.print(System.out);
            return Exit.DONE;
        }
    }

    /** {@code kv users remove}. */
    @Command(name = "remove", description = "Removes a user.", sortOptions = false)
    private static final class Remove implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "the user's name")
        private String name = "";

        @Mixin private final Users users = new Users();

        private final Surroundings surroundings;

        Remove(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Map<String, UserSettings> all = users.read(surroundings);
            if (all.remove(name) == null) {
                throw new CommandException("NOT_FOUND", "there is no user " + name);
            }
            users.write(surroundings, all);
            return Exit.DONE;
        }
    }
}
