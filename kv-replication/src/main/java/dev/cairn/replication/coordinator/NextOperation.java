package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Attempt;
import dev.cairn.api.spi.ReplicatedDataType.Identity;
import dev.cairn.api.spi.ReplicatedDataType.Update;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.Version;
import dev.cairn.replication.message.ClientRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operation makes of a replicated data type that its coordinator holds. A pure function.
 *
 * @param type the bucket's type
 * @param write the operation
 * @param id what its id tells
 * @param knowledge what the coordinator knows of others
 * @param nowMillis the coordinator's time
 */
record NextOperation(
        ReplicatedDataType type,
        ClientRequest.Write write,
        Optional<WriteId> id,
        Knowledge knowledge,
        long nowMillis) {
    /** What a delete leaves goes when no retry is taken any more. */
    private static final Duration DELETED_KEPT =
            OperationMark.KEPT.plus(ReplicatedDataType.MAX_SKEW);

    /** Throws {@link KvException} when it cannot be done. */
    Update of(Item before, Dot dot, CausalContext observed, BucketProperties bucket) {
        if (!write.tombstone() && write.ttl().or(bucket::ttl).isPresent()) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "a ttl is not for buckets of resolver " + bucket.resolver());
        }
        Optional<Bytes> operation =
                write.tombstone() ? Optional.empty() : Optional.of(write.value());
        Optional<Identity> identity = id.map(given -> given.identity(nowMillis));
        if (!knowledge.complete()) {
            identity = identity.map(NextOperation::rememberingAll);
        }
        Update update =
                type.apply(
                        before,
                        new Attempt(
                                dot,
                                observed,
                                operation,
                                identity,
                                nowMillis,
                                knowledge.settled()));
        checkSize(update, before, bucket);
        return update;
    }

    /** A stand-in forgets no names, so that what it took can still be cancelled. */
    private static Identity rememberingAll(Identity id) {
        return new Identity(id.name(), id.millis(), id.timed(), id.first(), 1, 1);
    }

    /** It may shrink what is too large; what is remembered has a limit of its own. */
    private void checkSize(Update update, Item before, BucketProperties bucket) {
        int bytes = update.value().orElse(Bytes.EMPTY).size() - update.nameBytes();
        int most = bucket.maxPairBytes() - write.key().bytes().size();
        for (Version version : before.versions()) {
            most = Math.max(most, version.value().size());
        }
        if (bytes > most) {
            throw new KvException(
                    ErrorCode.TOO_LARGE,
                    "the value would have " + bytes + " bytes, the bucket allows " + most);
        }
    }

    /** When what it leaves goes, milliseconds since 1970, where it is no more than names. */
    OptionalLong expires(Update update) {
        return update.deleted()
                ? OptionalLong.of(nowMillis + DELETED_KEPT.toMillis())
                : OptionalLong.empty();
    }
}
