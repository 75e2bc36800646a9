package dev.cairn.bench.peers;

import java.util.List;

/** The engines by name. */
public final class Peers {
    private static final List<Peer> ALL =
            List.of(
                    new LsmPeer(),
                    new RocksPeer(),
                    new LmdbPeer(),
                    new MvStorePeer(),
                    new XodusPeer());

    private Peers() {}

    /** All names, ours first. */
    public static List<String> names() {
        return ALL.stream().map(Peer::name).toList();
    }

    /**
     * The engine of that name; throws {@link IllegalArgumentException} that lists those there are.
     */
    public static Peer named(String name) {
        return ALL.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no engine is named " + name + "; there are " + names()));
    }
}
