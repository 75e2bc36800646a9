package dev.cairn.transport.netty.resp;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Security;
import dev.cairn.transport.netty.clients.Admission;
import dev.cairn.transport.netty.tls.Callers;
import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who the client of one connection is: nobody, until its certificate, {@code AUTH} or {@code HELLO}
 * has told. For the connection's loop.
 */
final class Gate {
    /** What a client may send before that. */
    private static final Set<CommandName> OPEN =
            EnumSet.of(CommandName.AUTH, CommandName.HELLO, CommandName.QUIT);

    /** AUTH, a user and a password. */
    private static final int MOST_PARTS = 3;

    private final Channel channel;
    private final Security security;
    private final Function<Principal, Commands> commands;
    private Optional<Commands> allowed;
    private boolean looked;
    private boolean asking;

    /** {@code commands} makes those of one caller. */
    Gate(Channel channel, Security security, Function<Principal, Commands> commands) {
        this.channel = channel;
        this.security = security;
        this.commands = commands;
        this.allowed = security.access().anonymous().map(commands);
    }

    /** Whether somebody's credentials are being checked: what comes after them waits. */
    boolean isAsking() {
        return asking;
    }

    /** The commands the client may use; empty while it is nobody. */
    Optional<Commands> allowed() {
        return allowed;
    }

    /** Goes by the certificate, once; {@code again} runs when that is done. */
    void look(Runnable again) {
        if (looked) {
            return;
        }
        looked = true;
        Optional<Credentials> certificate = Callers.credentials(channel);
        if (certificate.isPresent()) {
            asking = true;
            Admission.of(
                    channel,
                    security,
                    certificate,
                    caller -> {
                        enter(caller);
                        again.run();
                    },
                    nobody -> {
                        asking = false;
                        again.run();
                    });
        }
    }

    private void enter(Principal caller) {
        asking = false;
        allowed = Optional.of(commands.apply(caller));
    }

    /** Why a command is not taken from a client that is nobody; empty when it may be. */
    Optional<Reply> objection(CommandName name, Command command) {
        if (allowed.isPresent()) {
            return Optional.empty();
        }
        if (name == CommandName.AUTH && command.size() > MOST_PARTS) {
            return Optional.of(Reply.error("syntax error"));
        }
        if (name == CommandName.HELLO && credentials(name, command).isEmpty()) {
            return Optional.of(
                    new Reply.Failure(
                            "NOAUTH HELLO must be called with the client already authenticated, or with AUTH <username> <password>"));
        }
        boolean open =
                OPEN.contains(name)
                        || security.anonymous(() -> Admission.name(channel)).isPresent();
        return open
                ? Optional.empty()
                : Optional.of(new Reply.Failure("NOAUTH Authentication required."));
    }

    /** What AUTH, or HELLO with AUTH, shows; empty where nobody is asked. */
    Optional<Credentials> credentials(CommandName name, Command command) {
        if (security.access().anonymous().isPresent()) {
            return Optional.empty();
        }
        if (name == CommandName.AUTH && command.size() <= MOST_PARTS) {
            boolean named = command.size() == MOST_PARTS;
            return Optional.of(
                    new Credentials.Password(
                            named ? Optional.of(command.argument(1).utf8()) : Optional.empty(),
                            command.argument(named ? 2 : 1).utf8()));
        }
        for (int at = 2; name == CommandName.HELLO && at + 2 < command.size(); at++) {
            if (command.word(at).equals("AUTH")) {
                return Optional.of(
                        new Credentials.Password(
                                Optional.of(command.argument(at + 1).utf8()),
                                command.argument(at + 2).utf8()));
            }
        }
        return Optional.empty();
    }

    /** Lets somebody in and answers {@code welcome}, or a refusal. */
    void admit(Credentials shown, Supplier<Reply> welcome, Consumer<Reply> done) {
        asking = true;
        Admission.of(
                channel,
                security,
                Optional.of(shown),
                caller -> {
                    enter(caller);
                    done.accept(welcome.get());
                },
                error -> {
                    asking = false;
                    done.accept(refusal(error));
                });
    }

    private static Reply refusal(KvError error) {
        return error.code() == ErrorCode.UNAUTHENTICATED
                ? new Reply.Failure("WRONGPASS invalid username-password pair or user is disabled.")
                : Reply.of(error);
    }
}
