package dev.cairn.api.spi;

/**
 * A provider of one service under one name, found by {@link java.util.ServiceLoader}.
 *
 * <ol>
 *   <li>It has a public no-argument constructor and no state: making it and asking its name open
 *       nothing.
 *   <li>Its name is lower-case, {@code [a-z0-9-]+}, and unique for its service; it is kept on disk
 *       where data depends on it, so it never changes.
 *   <li>Its configuration is a record whose every component has a default.
 * </ol>
 *
 * @param <C> the record that holds its configuration
 */
public interface Plugin<C extends Record> {
    /** The name that configuration and data refer to. */
    String name();

    /** Its configuration. */
    ConfigType<C> config();
}
