package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.RequestOptions;
import dev.cairn.replication.message.ClientRequest;
import java.time.Duration;

/**
 * What can be said of a request before anybody is asked: whether the bucket allows it at all. A
 * pure function.
 */
final class Admission {
    static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    static final Duration MAX_TTL = Duration.ofDays(36_500);

    private Admission() {}

    /** Throws {@link KvException} when the request cannot succeed as it is. */
    static void check(ClientRequest request, BucketProperties bucket) {
        if (bucket.mode() == Mode.LINEARIZABLE) {
            throw new KvException(
                    ErrorCode.WRONG_MODE,
                    "bucket \""
                            + request.key().bucket()
                            + "\" is linearizable, which is not in this version; set"
                            + " mode=eventual");
        }
        checkOptions(request.options());
        if (request instanceof ClientRequest.Write write) {
            checkWrite(write, bucket);
        }
    }

    private static void checkOptions(RequestOptions options) {
        options.timeout().ifPresent(timeout -> checkRange("a timeout", timeout, MAX_TIMEOUT));
    }

    private static void checkWrite(ClientRequest.Write write, BucketProperties bucket) {
        int bytes = write.key().bytes().size() + write.value().size();
        if (!write.tombstone() && bytes > bucket.maxPairBytes()) {
            throw new KvException(
                    ErrorCode.TOO_LARGE,
                    "key and value have "
                            + bytes
                            + " bytes, the bucket allows "
                            + bucket.maxPairBytes());
        }
        write.ttl().ifPresent(ttl -> checkRange("a ttl", ttl, MAX_TTL));
    }

    private static void checkRange(String what, Duration given, Duration most) {
        if (given.compareTo(Duration.ofMillis(1)) < 0 || given.compareTo(most) > 0) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    what + " is 1 ms to " + most.toHours() + " h, not " + given);
        }
    }
}
