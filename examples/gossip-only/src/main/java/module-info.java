/** A membership watcher with chat: what it takes to use gossip alone. */
module dev.cairn.examples.gossip {
    requires dev.cairn.gossip;
}
