package dev.cairn.replication.watch;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.watch.Journal.Mark;
import dev.cairn.replication.watch.WatchMessage.Followed;
import java.util.Optional;

/** How far one member was followed for one watcher. */
final class Following {
    private final NodeId node;
    private Optional<Mark> mark = Optional.empty();
    private Optional<Followed> told = Optional.empty();
    private boolean whole;

    /** Not asked yet. */
    Following(NodeId node) {
        this.node = node;
    }

    NodeId node() {
        return node;
    }

    /** Behind the last key that the watcher was told; empty while the member has said nothing. */
    Optional<Mark> mark() {
        return mark;
    }

    /** Whether nothing was missed of what it wrote since the watch began. */
    boolean isWhole() {
        return whole;
    }

    /** It is followed from here on. */
    void begin(Mark from, boolean isWhole) {
        mark = Optional.of(from);
        whole = isWhole;
    }

    /** It has told more, which waits for the watcher. */
    void tells(Followed more) {
        told = Optional.of(more);
    }

    /** What it has told last. */
    Followed told() {
        return told.orElseThrow();
    }

    /** The watcher was told all that. */
    void advance() {
        mark = told.map(Followed::mark);
        told = Optional.empty();
    }
}
