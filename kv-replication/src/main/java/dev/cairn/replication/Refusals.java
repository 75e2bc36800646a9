package dev.cairn.replication;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.spi.Replication.Freshness;
import java.util.Optional;

/** Why a node does not do what it is asked; nothing of the request has taken effect then. */
final class Refusals {
    static final KvError STOPPING = KvError.of(ErrorCode.UNAVAILABLE, "this node is stopping");
    static final KvError BUSY =
            KvError.of(ErrorCode.OVERLOADED, "too many requests wait for their lane");
    static final KvError OVERLOADED =
            KvError.of(
                    ErrorCode.OVERLOADED,
                    "more is asked of this node than it can do; it takes no new requests now");
    static final KvError LEARNING =
            KvError.of(
                    ErrorCode.UNAVAILABLE,
                    "this node has yet to hear of the rounds of deletes from another member");
    private static final Optional<KvError> CHECKED =
            Optional.of(
                    KvError.of(
                            ErrorCode.UNAVAILABLE,
                            "this node has yet to hear from other members that its data directory"
                                    + " is no older than what they have seen of it"));
    private static final Optional<KvError> OLD =
            Optional.of(
                    KvError.of(
                            ErrorCode.UNAVAILABLE,
                            "this node's data directory is an old copy: other members have seen"
                                    + " more of it than it holds"));
    static final KvError TOO_OLD =
            KvError.of(
                    ErrorCode.UNAVAILABLE,
                    "what was sent is older than the slice's rounds of deletes");
    static final KvError REBUILDING =
            KvError.of(
                    ErrorCode.UNAVAILABLE,
                    "this node rebuilds what its lost disk held; another owner coordinates writes");
    static final KvError REGISTER =
            KvError.of(
                    ErrorCode.WRONG_MODE, "keys of a linearizable bucket are registers, not items");

    private Refusals() {}

    /** Why a node does nothing whose data directory is so; nothing where it does its work. */
    static Optional<KvError> of(Freshness freshness) {
        return switch (freshness) {
            case CHECKING -> CHECKED;
            case CURRENT -> Optional.empty();
            case OUTDATED -> OLD;
        };
    }
}
