package dev.cairn.replication;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;

/** Why a node does not do what another one asks; nothing of the request has taken effect then. */
final class Refusals {
    static final KvError LEARNING =
            KvError.of(
                    ErrorCode.UNAVAILABLE,
                    "this node has yet to hear of the rounds of deletes from another member");
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
}
