package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps all that is concurrent and shows it to the reader, who resolves it with the next write. */
public record Siblings() implements ConflictResolver {
    @Override
    public Item collapse(Item joined) {
        return joined;
    }

    @Override
    public boolean keepsOne() {
        return true;
    }

    @Override
    public List<Version> resolve(List<Version> live) {
        if (live.size() < 2) {
            return live;
        }
        List<Version> byDot = new ArrayList<>(live);
        byDot.sort(Comparator.comparing(Version::dot));
        return List.copyOf(byDot);
    }
}
