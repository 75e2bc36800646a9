package dev.cairn.lsm.table;

import dev.cairn.api.spi.Plugin;
import dev.cairn.lsm.spi.BlockCodec;
import dev.cairn.lsm.spi.FilterPolicy;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The block codecs and filter policies there are, by name for those who write and by number for
 * those who read. Immutable; safe for all threads.
 */
public final class TableServices {
    /** The name that stands for no codec at all. */
    public static final String NONE = "none";

    private static final int MOST_IDS = 256;

    private final SortedMap<String, BlockCodec> codecs = new TreeMap<>();
    private final SortedMap<String, FilterPolicy> filters = new TreeMap<>();
    private final BlockCodec[] codecOf = new BlockCodec[MOST_IDS];
    private final FilterPolicy[] filterOf = new FilterPolicy[MOST_IDS];

    private TableServices() {}

    /**
     * All that {@link ServiceLoader} finds, each with its defaults; throws {@link
     * IllegalStateException} when two have one name or number.
     */
    public static TableServices load() {
        TableServices services = new TableServices();
        for (BlockCodec.Provider<?> provider : ServiceLoader.load(BlockCodec.Provider.class)) {
            BlockCodec codec = open(provider);
            claim(services.codecs, provider, codec, codec.id(), services.codecOf);
        }
        for (FilterPolicy.Provider<?> provider : ServiceLoader.load(FilterPolicy.Provider.class)) {
            FilterPolicy policy = open(provider);
            claim(services.filters, provider, policy, policy.id(), services.filterOf);
        }
        return services;
    }

    private static <C extends Record> BlockCodec open(BlockCodec.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    private static <C extends Record> FilterPolicy open(FilterPolicy.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    private static <S> void claim(
            SortedMap<String, S> names, Plugin<?> provider, S service, int id, S[] ids) {
        if (id < 1 || id >= MOST_IDS || ids[id] != null) {
            throw new IllegalStateException(
                    provider.name() + " has the number " + id + ", which is taken or out of range");
        }
        if (provider.name().equals(NONE) || names.put(provider.name(), service) != null) {
            throw new IllegalStateException("two plugins are named " + provider.name());
        }
        ids[id] = service;
    }

    /** The codec of that name; empty for {@link #NONE}; lists what there is when there is none. */
    public Optional<BlockCodec> codec(String name) {
        return name.equals(NONE) ? Optional.empty() : Optional.of(named("codec", codecs, name));
    }

    /** The filter policy of that name. */
    public FilterPolicy filter(String name) {
        return named("filter", filters, name);
    }

    private static <S> S named(String what, SortedMap<String, S> services, String name) {
        S found = services.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no "
                            + what
                            + " \""
                            + name
                            + "\" (available: "
                            + String.join(", ", services.keySet())
                            + ")");
        }
        return found;
    }

    /** The codec with that number in blocks, if it is there. */
    Optional<BlockCodec> codec(int id) {
        return id < 0 || id >= MOST_IDS ? Optional.empty() : Optional.ofNullable(codecOf[id]);
    }

    /** The filter policy with that number in tables, if it is there. */
    Optional<FilterPolicy> filter(int id) {
        return id < 0 || id >= MOST_IDS ? Optional.empty() : Optional.ofNullable(filterOf[id]);
    }
}
