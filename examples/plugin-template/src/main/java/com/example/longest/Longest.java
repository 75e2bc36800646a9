package com.example.longest;

import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.util.Comparator;
import java.util.List;

/** Shows the longest of concurrent values, the later dot where two are equally long. */
record Longest() implements ConflictResolver {
    private static final Comparator<Version> LONGEST =
            Comparator.<Version>comparingInt(version -> version.value().size())
                    .thenComparing(Version::dot);

    /** Replicas keep all values: which one is shown is decided at each read. */
    @Override
    public Item collapse(Item joined) {
        return joined;
    }

    @Override
    public List<Version> resolve(List<Version> live) {
        return live.stream().max(LONGEST).map(List::of).orElse(List.of());
    }

    @Override
    public boolean keepsOne() {
        return true;
    }
}
