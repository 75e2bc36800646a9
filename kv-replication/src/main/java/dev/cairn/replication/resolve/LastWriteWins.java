package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the concurrent version with the latest timestamp, a delete like any other; the larger dot
 * where they are equal. The others are lost: that is what the bucket's owner chose.
 *
 * <p>It converges because timestamps grow along every history: were a version stamped before one
 * that it replaces, the outcome would depend on the order in which replicas hear of them.
 */
public record LastWriteWins() implements ConflictResolver {
    private static final Comparator<Version> LATEST =
            Comparator.comparing(Version::timestamp).thenComparing(Version::dot);

    @Override
    public Item collapse(Item joined) {
        return joined.keeping(resolve(joined.versions()));
    }

    @Override
    public boolean decidesByTime() {
        return true;
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
        Version winner = live.getFirst();
        for (Version version : live) {
            if (LATEST.compare(version, winner) > 0) {
                winner = version;
            }
        }
        return List.of(winner);
    }
}
