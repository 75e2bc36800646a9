package dev.cairn.api.spi;

import java.lang.invoke.MethodHandles;

/**
 * A configuration record with its defaults, and the right to construct it.
 *
 * <p>The assembler reads the components' names ({@code memtableBytes} is {@code memtable-bytes} in
 * a file), their types and {@link Setting} texts, replaces the defaults by what the file says, and
 * calls the canonical constructor through {@code lookup}; so a module needs no {@code opens}.
 * Component types: {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String},
 * {@code Duration}, an enum, {@code List<String>}. The constructor checks ranges by {@link
 * IllegalArgumentException}.
 *
 * @param <C> the record
 * @param type its class
 * @param defaults an instance with every default
 * @param lookup a lookup of the plugin's own module that may call the record's constructor
 */
public record ConfigType<C extends Record>(Class<C> type, C defaults, MethodHandles.Lookup lookup) {
    /** The type of the plugins that have nothing to configure. */
    public static ConfigType<NoConfig> none() {
        return new ConfigType<>(NoConfig.class, new NoConfig(), MethodHandles.lookup());
    }

    /** Nothing to configure. */
    public record NoConfig() {}
}
