package dev.cairn.transport.netty.entrance;

import dev.cairn.api.nativeprotocol.Handshake;

/** As what somebody calls. */
public enum Role {
    /** Another node of the cluster. */
    PEER,
    /** A client of the native protocol. */
    CLIENT;

    /** The role of a caller whose first message begins with {@code first}, 0 to 255. */
    static Role of(int first) {
        return first == Handshake.HELLO ? CLIENT : PEER;
    }
}
