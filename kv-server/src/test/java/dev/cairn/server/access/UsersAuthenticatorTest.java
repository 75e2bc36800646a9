package dev.cairn.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Grant;
import dev.cairn.api.security.Principal;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.server.config.UserFile;
import dev.cairn.server.config.UserSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is slow runs when the test says so. */
class UsersAuthenticatorTest {
    private static final String B0B = Secrets.ofPassword("b0b", 1000);

    @TempDir Path folder;

    private final Queue<Runnable> slow = new ArrayDeque<>();
    private final List<String> answers = new ArrayList<>();

    private Authenticator open(Map<String, UserSettings> users) throws IOException {
        UserFile.write(folder.resolve("users.yaml"), users);
        return open();
    }

    private Authenticator open() {
        Authenticator authenticator =
                new UsersAuthenticatorProvider()
                        .open(
                                new UsersConfig("users.yaml", Duration.ofDays(1)),
                                new Authenticator.Env(folder, slow::add, EventSink.NONE));
        // The watch over the file: it would not end.
        slow.remove();
        return authenticator;
    }

    private void authenticate(Authenticator users, Credentials credentials) {
        users.authenticate(
                credentials,
                new Answer<>() {
                    @Override
                    public void succeeded(Principal principal) {
                        answers.add(principal.name());
                    }

                    @Override
                    public void failed(KvError error) {
                        answers.add(error.code().name());
                    }
                });
    }

    private void runSlow() {
        while (!slow.isEmpty()) {
            slow.remove().run();
        }
    }

    private static Credentials password(String user, String password) {
        return new Credentials.Password(Optional.of(user), password);
    }

    @Test
    void aPasswordIsHashedElsewhereAndOnce() throws IOException {
        Authenticator users = open(Map.of("bob", new UserSettings(B0B, "", List.of("read"))));
        authenticate(users, password("bob", "b0b"));
        assertThat(answers).isEmpty();
        runSlow();
        authenticate(users, password("bob", "b0b"));
        assertThat(answers).containsExactly("bob", "bob");
        assertThat(slow).isEmpty();
    }

    @Test
    void whoIsUnknownTakesAsLongAsWhoIsWrong() throws IOException {
        Authenticator users = open(Map.of("bob", new UserSettings(B0B, "", List.of())));
        authenticate(users, password("bob", "bob"));
        authenticate(users, password("eve", "b0b"));
        assertThat(slow).hasSize(2);
        runSlow();
        assertThat(answers).hasSize(2).containsOnly(ErrorCode.UNAUTHENTICATED.name());
    }

    @Test
    void aFloodOfPasswordsIsRefusedBeyondABound() throws IOException {
        Authenticator users = open(Map.of("bob", new UserSettings(B0B, "", List.of())));
        for (int i = 0; i < 100; i++) {
            authenticate(users, password("bob", "guess " + i));
        }
        assertThat(slow).hasSize(64);
        assertThat(answers).hasSize(36).containsOnly(ErrorCode.OVERLOADED.name());
    }

    @Test
    void aTokenIsKnownWithoutWork() throws IOException {
        String token = Secrets.newToken();
        Authenticator users =
                open(Map.of("carol", new UserSettings("", Secrets.ofToken(token), List.of())));
        authenticate(users, new Credentials.Token(token));
        authenticate(users, new Credentials.Token(token + "x"));
        assertThat(answers).containsExactly("carol", ErrorCode.UNAUTHENTICATED.name());
        assertThat(slow).isEmpty();
    }

    @Test
    void aFileIsReadAsItWasWritten() throws IOException {
        Map<String, UserSettings> users =
                Map.of("a.b", new UserSettings(B0B, "", List.of("read:x", "write:app-*")));
        Path file = folder.resolve("users.yaml");
        UserFile.write(file, users);
        assertThat(UserFile.read(file)).isEqualTo(users);
        assertThat(users.get("a.b").grants()).contains(Grant.parse("write:app-*"));
        assertThat(Files.readString(file)).doesNotContain("b0b");
        UserFile.write(file, Map.of());
        assertThat(UserFile.read(file)).isEmpty();
    }

    @Test
    void aNewFileOfTheSameTickIsTaken() throws IOException, InterruptedException {
        Path file = folder.resolve("users.yaml");
        UserFile.write(file, Map.of());
        Authenticator users =
                new UsersAuthenticatorProvider()
                        .open(
                                new UsersConfig("users.yaml", Duration.ofMillis(1)),
                                new Authenticator.Env(folder, slow::add, EventSink.NONE));
        Thread watch = Thread.ofPlatform().start(slow.remove());
        String token = Secrets.newToken();
        Path next = folder.resolve("next.yaml");
        UserFile.write(
                next, Map.of("carol", new UserSettings("", Secrets.ofToken(token), List.of())));
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(Duration.ofSeconds(60)).until(() -> users.version() > 1);
        authenticate(users, new Credentials.Token(token));
        assertThat(answers).containsExactly("carol");
        users.close();
        watch.join();
    }

    @Test
    void mistakesInTheFileAreToldWithTheirLine() throws IOException {
        Path file = folder.resolve("users.yaml");
        assertThatThrownBy(this::open).hasMessageContaining("users.yaml");
        Files.writeString(file, "users:\n  bob:\n    roles: [reed:x]\n");
        assertThatThrownBy(this::open).hasMessageContaining("read, write or admin");
        Files.writeString(file, "users:\n  bob:\n    pasword: x\n");
        assertThatThrownBy(this::open)
                .hasMessageContaining("users.yaml:3")
                .hasMessageContaining("did you mean \"password\"");
        Files.writeString(file, "users:\n  bob:\n    password: b0b\n");
        assertThatThrownBy(this::open).hasMessageContaining("the password of bob is no hash");
    }
}
