package dev.cairn.api.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something listens.
 *
 * @param host a name or a literal address, without brackets
 * @param port 0 to 65,535; 0 lets the system choose when listening
 */
public record Address(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:\\[(?<v6>[^\\[\\]\\s]+)\\]|(?<host>[^\\[\\]:\\s]+)):(?<port>[0-9]{1,5})");

    /** Checks both parts; throws {@link IllegalArgumentException}. */
    public Address {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port} or {@code [v6]:port}; throws {@link IllegalArgumentException} for
     * anything else.
     */
    public static Address parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an address is HOST:PORT, not \"" + text + "\"");
        }
        String host = matcher.group("v6") != null ? matcher.group("v6") : matcher.group("host");
        return new Address(host, Integer.parseInt(matcher.group("port")));
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
