import dev.cairn.gossip.dissemination.GossipPlugin;
import dev.cairn.gossip.heartbeat.HeartbeatPlugin;
import dev.cairn.gossip.seeds.DnsSeedsPlugin;
import dev.cairn.gossip.seeds.FileSeedsPlugin;
import dev.cairn.gossip.seeds.StaticSeedsPlugin;
import dev.cairn.gossip.swim.SwimPlugin;

/**
 * Membership by gossip: who is alive, and what each node says of itself. State machines without
 * threads, sockets, clocks or randomness of their own, so that whole clusters of them run in one
 * thread and virtual time.
 *
 * @provides dev.cairn.api.spi.FailureDetector.Provider {@code heartbeat}, {@code swim}
 * @provides dev.cairn.api.spi.Dissemination.Provider {@code gossip}
 * @provides dev.cairn.api.spi.SeedProvider.Provider {@code static}, {@code file}, {@code dns}
 */
module dev.cairn.gossip {
    requires transitive dev.cairn.api;
    requires java.naming;

    exports dev.cairn.gossip;

    provides dev.cairn.api.spi.FailureDetector.Provider with
            HeartbeatPlugin,
            SwimPlugin;
    provides dev.cairn.api.spi.Dissemination.Provider with
            GossipPlugin;
    provides dev.cairn.api.spi.SeedProvider.Provider with
            StaticSeedsPlugin,
            FileSeedsPlugin,
            DnsSeedsPlugin;
}
