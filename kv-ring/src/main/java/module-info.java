import dev.cairn.ring.fixed.FixedPlugin;
import dev.cairn.ring.placement.SimplePlugin;
import dev.cairn.ring.placement.ZoneAwarePlugin;
import dev.cairn.ring.vnode.VnodePlugin;

/**
 * The ring: which slice a key falls into, which node owns a slice, which nodes keep its copies.
 *
 * <p>Everything is a pure function of the topology, so that every node computes the same ring
 * without asking another.
 *
 * @provides dev.cairn.api.spi.Partitioner.Provider {@code vnode}, {@code fixed}
 * @provides dev.cairn.api.spi.ReplicaPlacement.Provider {@code zone-aware}, {@code simple}
 */
module dev.cairn.ring {
    requires transitive dev.cairn.api;
    requires com.dynatrace.hash4j;

    exports dev.cairn.ring;

    provides dev.cairn.api.spi.Partitioner.Provider with
            VnodePlugin,
            FixedPlugin;
    provides dev.cairn.api.spi.ReplicaPlacement.Provider with
            ZoneAwarePlugin,
            SimplePlugin;
}
