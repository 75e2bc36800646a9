package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one connection has agreed on, and the commands that concern nothing else. For the
 * connection's loop only.
 */
final class Session {
    private static final int LAST_BUCKET = 9_999;

    /**
     * The version of Redis whose commands these are; some clients read it to decide what they may
     * send.
     */
    private static final String SPOKEN_VERSION = "7.0.0";

    /**
     * What CONFIG GET tells: enough for tools that ask before they measure. Every write is logged.
     */
    private static final Map<String, String> SETTINGS = Map.of("save", "", "appendonly", "yes");

    private final long id;
    private final String version;
    private boolean resp3;
    private String bucket = "redis:0";
    private Bytes clientName = Bytes.EMPTY;

    /** A new connection's: RESP2, bucket {@code redis:0}. */
    Session(long id, String version) {
        this.id = id;
        this.version = version;
    }

    boolean resp3() {
        return resp3;
    }

    String bucket() {
        return bucket;
    }

    /** Answers a command without keys. */
    Reply answer(CommandName name, Command command) {
        return switch (name) {
            case PING ->
                    command.size() == 1
                            ? new Reply.Status("PONG")
                            : new Reply.Bulk(command.argument(1));
            case ECHO -> new Reply.Bulk(command.argument(1));
            case HELLO -> hello(command, false);
            case AUTH -> Reply.error("AUTH was called and no password is configured");
            case SELECT -> select(command);
            case CLIENT -> client(command);
            case COMMAND -> commands(command);
            case CONFIG -> config(command);
            case INFO -> Reply.text(info());
            case QUIT -> Reply.OK;
            default -> throw new IllegalArgumentException(name + " has keys");
        };
    }

    /** Answers AUTH, or HELLO with AUTH, whose client has been let in. */
    Reply welcome(CommandName name, Command command) {
        return name == CommandName.AUTH ? Reply.OK : hello(command, true);
    }

    private Reply hello(Command command, boolean authenticated) {
        boolean wanted = resp3;
        if (command.size() > 1) {
            String protocol = command.argument(1).utf8();
            if (!protocol.equals("2") && !protocol.equals("3")) {
                return new Reply.Failure("NOPROTO unsupported protocol version");
            }
            wanted = protocol.equals("3");
        }
        Bytes name = clientName;
        for (int at = 2; at < command.size(); at++) {
            if (authenticated && command.word(at).equals("AUTH") && at + 2 < command.size()) {
                at += 2;
            } else if (command.word(at).equals("SETNAME") && at + 1 < command.size()) {
                name = command.argument(++at);
            } else {
                return Reply.error(
                        command.word(at).equals("AUTH")
                                ? "AUTH was asked for and no password is configured"
                                : "syntax error in HELLO option '" + command.argument(at) + "'");
            }
        }
        resp3 = wanted;
        clientName = name;
        return new Reply.Pairs(
                List.of(
                        Reply.text("server"),
                        Reply.text("cairn"),
                        Reply.text("version"),
                        Reply.text(version),
                        Reply.text("proto"),
                        new Reply.Number(resp3 ? 3 : 2),
                        Reply.text("id"),
                        new Reply.Number(id),
                        Reply.text("mode"),
                        Reply.text("standalone"),
                        Reply.text("role"),
                        Reply.text("master"),
                        Reply.text("modules"),
                        new Reply.Array(List.of())));
    }

    private Reply select(Command command) {
        String text = command.argument(1).utf8();
        if (text.isEmpty()
                || text.length() > 9
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Reply.error("invalid DB index");
        }
        int wanted = Integer.parseInt(text);
        if (wanted > LAST_BUCKET) {
            return Reply.error("DB index is out of range, it is 0 to " + LAST_BUCKET);
        }
        bucket = "redis:" + wanted;
        return Reply.OK;
    }

    private Reply client(Command command) {
        return switch (command.word(1)) {
            case "ID" -> new Reply.Number(id);
            case "GETNAME" -> clientName.isEmpty() ? Reply.NIL : new Reply.Bulk(clientName);
            case "SETNAME" -> {
                clientName = command.size() > 2 ? command.argument(2) : Bytes.EMPTY;
                yield Reply.OK;
            }
            case "SETINFO" -> Reply.OK;
            default -> Reply.error("CLIENT " + command.word(1) + " is not served");
        };
    }

    private static Reply commands(Command command) {
        if (command.size() == 1) {
            return CommandName.table();
        }
        return switch (command.word(1)) {
            case "COUNT" -> new Reply.Number(CommandName.values().length);
            case "DOCS" -> new Reply.Pairs(List.of());
            default -> Reply.error("COMMAND " + command.word(1) + " is not served");
        };
    }

    private static Reply config(Command command) {
        if (!command.word(1).equals("GET")) {
            return Reply.error(
                    "CONFIG " + command.word(1) + " is not served; see kv server --print-config");
        }
        List<Reply> found = new ArrayList<>();
        for (int at = 2; at < command.size(); at++) {
            String name = command.argument(at).utf8();
            String value = SETTINGS.get(name);
            if (value != null) {
                found.add(Reply.text(name));
                found.add(Reply.text(value));
            }
        }
        return new Reply.Pairs(found);
    }

    private String info() {
        return "# Server\r\ncairn_version:"
                + version
                + "\r\nredis_version:"
                + SPOKEN_VERSION
                + "\r\nredis_mode:standalone\r\nrole:master\r\n";
    }
}
