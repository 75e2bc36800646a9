package dev.cairn.api.cluster;

/**
 * Where something listens.
 *
 * @param host a name or a literal address, without brackets
 * @param port 0 to 65,535; 0 lets the system choose when listening
 */
public record Address(String host, int port) {
    /** Checks both parts; throws {@link IllegalArgumentException}. */
    public Address {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    /** Reads {@code host:port} or {@code [v6]:port}; throws {@link IllegalArgumentException} for anything else. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("an address is HOST:PORT, not \"" + text + "\"");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new Address(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("an address is HOST:PORT, not \"" + text + "\"", notANumber);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
