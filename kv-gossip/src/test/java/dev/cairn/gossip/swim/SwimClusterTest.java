package dev.cairn.gossip.swim;

import dev.cairn.gossip.DetectorStories;
import dev.cairn.gossip.Detectors.Kind;

final class SwimClusterTest extends DetectorStories {
    SwimClusterTest() {
        super(Kind.SWIM);
    }
}
