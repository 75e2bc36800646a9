package dev.cairn.gossip.seeds;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.SeedProvider;
import java.lang.invoke.MethodHandles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Provides the seed provider {@code file}. */
public final class FileSeedsPlugin implements SeedProvider.Provider<FileSeedsConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public FileSeedsPlugin() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public ConfigType<FileSeedsConfig> config() {
        return new ConfigType<>(
                FileSeedsConfig.class, FileSeedsConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public SeedProvider open(FileSeedsConfig config) {
        try {
            return new FileSeeds(Path.of(config.file()));
        } catch (InvalidPathException notAPath) {
            throw new IllegalArgumentException(
                    "file is no path: " + notAPath.getMessage(), notAPath);
        }
    }
}
