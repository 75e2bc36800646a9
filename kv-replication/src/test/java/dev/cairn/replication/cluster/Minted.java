package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks at the dots that nodes have minted. */
final class Minted {
    private Minted() {}

    /** Dots that two different values bear. */
    static Set<Dot> twice(TestCluster cluster) {
        Map<Dot, Bytes> values = new HashMap<>();
        Set<Dot> twice = new HashSet<>();
        for (TestNode node : cluster.nodes()) {
            for (TestDisk.Entry entry : node.disk().log()) {
                for (Version version : ItemCodec.decodeStored(entry.value().segment()).versions()) {
                    Bytes other = values.putIfAbsent(version.dot(), version.value());
                    if (other != null && !other.equals(version.value())) {
                        twice.add(version.dot());
                    }
                }
            }
        }
        return twice;
    }
}
