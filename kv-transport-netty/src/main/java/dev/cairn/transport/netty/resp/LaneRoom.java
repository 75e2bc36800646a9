package dev.cairn.transport.netty.resp;

/**
 * Memory that the connections of one lane use in turn, each within one call: commands that are
 * being read, replies that are being written.
 *
 * @param in commands
 * @param out replies
 */
record LaneRoom(byte[] in, byte[] out) {
    private static final int BYTES = 16 * 1024;

    LaneRoom() {
        this(new byte[BYTES], new byte[BYTES]);
    }
}
