/** The ring used alone. */
module dev.cairn.examples.ring {
    requires dev.cairn.ring;
}
