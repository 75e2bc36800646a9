package dev.cairn.gossip.heartbeat;

import dev.cairn.gossip.DetectorStories;
import dev.cairn.gossip.Detectors.Kind;

final class HeartbeatClusterTest extends DetectorStories {
    HeartbeatClusterTest() {
        super(Kind.HEARTBEAT);
    }
}
