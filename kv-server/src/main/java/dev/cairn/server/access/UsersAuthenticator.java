package dev.cairn.server.access;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.server.config.ConfigException;
import dev.cairn.server.config.UserFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Users out of a file, by certificate, token or password. Tokens and certificates are looked up; a
 * password is hashed, slowly on purpose, on a thread of {@code blocking}, at most a few at once,
 * and remembered for a while ({@link Remembered}). Safe for all threads.
 */
final class UsersAuthenticator implements Authenticator {
    /** The user of RESP's {@code AUTH} with a password alone. */
    private static final String DEFAULT_USER = "default";

    private static final int MOST_WAITING = 64;
    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final Path file;
    private final Env env;

    /** So that an unknown user takes as long as a known one. */
    private final String nobodys = Secrets.ofNobody();

    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final Semaphore hashing = new Semaphore(AT_ONCE);
    private volatile Loaded loaded;
    private volatile boolean closed;

    /** One moment's users, the how manieth, and the passwords found right since. */
    private record Loaded(long version, Stamp stamp, UserTable users, Remembered remembered) {}

    /** What tells one state of the file from another; two may be of one tick of its clock. */
    private record Stamp(FileTime changed, long size, @Nullable Object inode) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
        }
    }

    private UsersAuthenticator(Path file, Env env, Loaded loaded) {
        this.file = file;
        this.env = env;
        this.loaded = loaded;
    }

    static UsersAuthenticator open(Path file, UsersConfig config, Env env) {
        UsersAuthenticator users;
        try {
            users = new UsersAuthenticator(file, env, load(file, 1));
        } catch (IOException missing) {
            throw new IllegalArgumentException(
                    "there is no users file " + file + "; kv users add makes one", missing);
        } catch (ConfigException wrong) {
            throw new IllegalArgumentException(String.valueOf(wrong.getMessage()), wrong);
        }
        env.blocking().execute(() -> users.watch(config.reloadEvery()));
        return users;
    }

    private static Loaded load(Path file, long version) throws IOException {
        Stamp stamp = Stamp.of(file);
        return new Loaded(version, stamp, new UserTable(UserFile.read(file)), new Remembered());
    }

    private void watch(Duration every) {
        String told = "";
        while (!closed) {
            try {
                Thread.sleep(every);
                if (!Stamp.of(file).equals(loaded.stamp())) {
                    loaded = load(file, loaded.version() + 1);
                    told = tell(Event.Severity.INFO, "took the users of " + file, "");
                }
            } catch (InterruptedException ended) {
                return;
            } catch (IOException | RuntimeException unusable) {
                told =
                        tell(
                                Event.Severity.WARNING,
                                "the former users stay, since "
                                        + file
                                        + " cannot be used: "
                                        + unusable.getMessage(),
                                told);
            }
        }
    }

    /** The same again and again is told once. */
    private String tell(Event.Severity severity, String sentence, String last) {
        if (!sentence.equals(last)) {
            env.events().emit(new Event.Note(severity, sentence));
        }
        return sentence;
    }

    @Override
    public Optional<Principal> anonymous() {
        return Optional.empty();
    }

    @Override
    public void authenticate(Credentials credentials, Answer<Principal> answer) {
        Loaded now = loaded;
        switch (credentials) {
            case Credentials.Certificate certificate ->
                    answer(
                            now.users().named(certificate.identity().name()),
                            UserTable.User::byName,
                            answer);
            case Credentials.Token token ->
                    answer(now.users().ofToken(token.token()), UserTable.User::byToken, answer);
            case Credentials.Password password -> {
                String name = password.user().orElse(DEFAULT_USER);
                if (now.remembered().knows(name, password.password())) {
                    answer(now.users().named(name), UserTable.User::byPassword, answer);
                } else {
                    hash(now, name, password.password(), answer);
                }
            }
        }
    }

    private void hash(Loaded now, String name, String password, Answer<Principal> answer) {
        if (!waiting.tryAcquire()) {
            answer.failed(
                    KvError.of(
                            ErrorCode.OVERLOADED,
                            MOST_WAITING + " passwords are being checked; try again later"));
            return;
        }
        env.blocking()
                .execute(() -> {
                    Optional<UserTable.User> user;
                    hashing.acquireUninterruptibly();
                    try {
                        user = now.users().named(name).filter(known -> !known.password().isEmpty());
                        String kept = user.map(UserTable.User::password).orElse(nobodys);
                        if (Secrets.isPassword(password, kept)) {
                            now.remembered().learn(name, password);
                        } else {
                            user = Optional.empty();
                        }
                    } finally {
                        hashing.release();
                        waiting.release();
                    }
                    answer(user, UserTable.User::byPassword, answer);
                });
    }

    private static void answer(
            Optional<UserTable.User> user,
            Function<UserTable.User, Principal> by,
            Answer<Principal> answer) {
        user.map(by)
                .ifPresentOrElse(
                        answer::succeeded,
                        () ->
                                answer.failed(
                                        KvError.of(
                                                ErrorCode.UNAUTHENTICATED,
                                                "these credentials are nobody's")));
    }

    @Override
    public long version() {
        return loaded.version();
    }

    @Override
    public Optional<Principal> present(Principal former) {
        return loaded.users().named(former.name()).flatMap(user -> user.by(former));
    }

    @Override
    public void close() {
        closed = true;
    }
}
