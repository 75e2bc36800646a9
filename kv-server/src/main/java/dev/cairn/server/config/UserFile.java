package dev.cairn.server.config;

import dev.cairn.api.spi.ConfigType;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A users file, as {@code kv users} writes it:
 *
 * <pre>
 * users:
 *   alice:
 *     password: "pbkdf2-sha512$210000$…$…"
 *     roles: ["read:*", "write:app-*"]
 * </pre>
 */
public final class UserFile {
    private static final String USERS = "users";

    private UserFile() {}

    /**
     * The users by name; throws {@link ConfigException} with all that is wrong, also when there is
     * no such file.
     */
    public static Map<String, UserSettings> read(Path file) {
        Layers layers = Layers.of(List.of(file), Map.of(), List.of());
        RecordBinder binder = new RecordBinder(layers);
        Map<String, UserSettings> users = new LinkedHashMap<>();
        for (String name : layers.names(USERS)) {
            users.put(
                    name,
                    binder.bind(
                            Keys.child(USERS, name),
                            new ConfigType<>(
                                    UserSettings.class,
                                    UserSettings.DEFAULT,
                                    MethodHandles.lookup())));
        }
        List<Problem> problems = new ArrayList<>(binder.problems());
        problems.addAll(layers.unknown());
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return users;
    }

    /** Replaces the file, at once; its owner alone may read it. It holds hashes, no secrets. */
    public static void write(Path file, Map<String, UserSettings> users) throws IOException {
        List<String> lines = new ArrayList<>(List.of(users.isEmpty() ? "users: {}" : "users:"));
        users.forEach((name, user) -> {
            lines.add("  \"" + name + "\":");
            if (!user.password().isEmpty()) {
                lines.add("    password: \"" + user.password() + "\"");
            }
            if (!user.token().isEmpty()) {
                lines.add("    token: \"" + user.token() + "\"");
            }
            lines.add(
                    "    roles: ["
                            + String.join(
                                    ", ",
                                    user.roles().stream().map(role -> "\"" + role + "\"").toList())
                            + "]");
        });
        Path absolute = file.toAbsolutePath();
        Path written =
                absolute.resolveSibling(
                        "." + absolute.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(written);
        if (Files.getFileStore(absolute.resolveSibling(".")).supportsFileAttributeView("posix")) {
            Files.createFile(
                    written,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(written, lines);
        Files.move(
                written,
                absolute,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
