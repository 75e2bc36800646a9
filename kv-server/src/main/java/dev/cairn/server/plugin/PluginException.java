package dev.cairn.server.plugin;

/** Plugins that cannot be used: one name twice, or a provider that cannot be loaded. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which and why. */
    public PluginException(String message) {
        super(message);
    }

    /** Says which and why. */
    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
