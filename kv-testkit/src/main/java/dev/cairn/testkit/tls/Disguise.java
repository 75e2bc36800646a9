package dev.cairn.testkit.tls;

import dev.cairn.api.security.Refusals.Reason;
import java.util.Optional;

/** As whom an impostor comes, and which count tells of it. */
public enum Disguise {
    /** Bytes of the protocol without TLS. */
    PLAIN(Reason.HANDSHAKE),
    /** A client that speaks TLS 1.2 and nothing newer. */
    OLD_TLS(Reason.HANDSHAKE),
    /** Half of a TLS client's first message, and gone: it was not refused, so it is not counted. */
    CUT_OFF,
    /** A client whose certificate was sound until yesterday. */
    EXPIRED(Reason.CERTIFICATE),
    /** A client whose certificate another authority has signed. */
    OTHER_AUTHORITY(Reason.CERTIFICATE),
    /** A node with a sound certificate of another cluster. */
    OTHER_CLUSTER(Reason.IDENTITY),
    /** A node of the cluster that says it is another one. */
    OTHER_NODE(Reason.IDENTITY),
    /** A caller without a certificate that says it is a node. */
    NO_CERTIFICATE(Reason.IDENTITY),
    /** A client of the cluster that says it is a node. */
    CLIENT_AS_NODE(Reason.IDENTITY),
    /** A client of another cluster. */
    CLIENT_OF_OTHER_CLUSTER(Reason.IDENTITY),
    /** A client that shows nothing. */
    NOBODY(Reason.CREDENTIALS),
    /** A client with a token that is nobody's, by RESP with a password that is. */
    WRONG_SECRET(Reason.CREDENTIALS),
    /** A client that is known and has no role. */
    NO_ROLE(Reason.PERMISSION);

    private final Optional<Reason> reason;

    Disguise() {
        this.reason = Optional.empty();
    }

    Disguise(Reason reason) {
        this.reason = Optional.of(reason);
    }

    /** By which reason it is counted; empty when it is not. */
    public Optional<Reason> reason() {
        return reason;
    }
}
