package dev.cairn.lsm;

import dev.cairn.lsm.spi.CompactionStrategy;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The compaction strategies there are. */
final class Strategies {
    private Strategies() {}

    /**
     * The strategy of that name, with its defaults; throws {@link IllegalArgumentException} with
     * the names there are when it is none of them.
     */
    static CompactionStrategy named(String name, long tableBytes) {
        SortedMap<String, CompactionStrategy.Provider<?>> found = new TreeMap<>();
        for (CompactionStrategy.Provider<?> provider :
                ServiceLoader.load(CompactionStrategy.Provider.class)) {
            if (found.put(provider.name(), provider) != null) {
                throw new IllegalStateException("two strategies are named " + provider.name());
            }
        }
        CompactionStrategy.Provider<?> provider = found.get(name);
        if (provider == null) {
            throw new IllegalArgumentException(
                    "there is no compaction \""
                            + name
                            + "\" (available: "
                            + String.join(", ", found.keySet())
                            + ")");
        }
        return open(provider, tableBytes);
    }

    private static <C extends Record> CompactionStrategy open(
            CompactionStrategy.Provider<C> provider, long tableBytes) {
        return provider.open(provider.config().defaults(), tableBytes);
    }
}
