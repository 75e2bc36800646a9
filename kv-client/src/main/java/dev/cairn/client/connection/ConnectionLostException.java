package dev.cairn.client.connection;

/** The connection ended before the answer came; whether the node took the call is not known. */
public final class ConnectionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConnectionLostException(String message) {
        super(message);
    }
}
