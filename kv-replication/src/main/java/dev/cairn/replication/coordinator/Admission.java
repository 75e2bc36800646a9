package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Consistency;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.RequestOptions;
import dev.cairn.replication.message.ClientRequest;
import java.time.Duration;

/**
 * What can be said of a request before anybody is asked: whether the bucket allows it at all. A
 * pure function.
 */
public final class Admission {
    static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    static final Duration MAX_TTL = Duration.ofDays(36_500);

    private Admission() {}

    /** Throws {@link KvException} when the request cannot succeed as it is. */
    static void check(ClientRequest request, BucketProperties bucket) {
        check(request.options());
        if (request instanceof ClientRequest.Write write) {
            checkWrite(write, bucket);
        }
        switch (bucket.mode()) {
            case EVENTUAL -> checkEventual(request);
            case LINEARIZABLE -> checkLinearizable(request);
        }
    }

    /** What is stored of a key is of the other mode than its bucket's. */
    static KvError otherMode(String bucket) {
        return KvError.of(
                ErrorCode.WRONG_MODE,
                "the key was written while bucket \""
                        + bucket
                        + "\" had another mode; mode is fixed once a bucket holds data");
    }

    /** Throws {@link KvException} when nobody can keep to the options of a request. */
    public static void check(RequestOptions options) {
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

    private static void checkEventual(ClientRequest request) {
        if (request instanceof ClientRequest.Write write && write.condition().isPresent()) {
            throw new KvException(
                    ErrorCode.WRONG_MODE,
                    "a condition holds atomically in a linearizable bucket only; bucket \""
                            + request.key().bucket()
                            + "\" has mode=eventual; set mode=linearizable");
        }
    }

    /** What a register cannot promise is refused, never approximated. */
    private static void checkLinearizable(ClientRequest request) {
        String name = "bucket \"" + request.key().bucket() + "\" is linearizable: ";
        if (request.options().sloppy().orElse(false)) {
            throw wrongMode(name + "fallbacks never count");
        }
        switch (request) {
            case ClientRequest.Read read -> {
                if (!read.options().consistency().map(Admission::isReadable).orElse(true)) {
                    throw wrongMode(name + "a read asks for QUORUM, the default, or for ONE");
                }
            }
            case ClientRequest.Resolve _ -> {}
            case ClientRequest.Write write -> {
                if (!write.options()
                        .consistency()
                        .map(Consistency.Level.QUORUM::equals)
                        .orElse(true)) {
                    throw wrongMode(name + "a write needs QUORUM, the default, no other level");
                }
            }
        }
    }

    private static boolean isReadable(Consistency level) {
        return level == Consistency.Level.QUORUM || RegisterRead.isLess(level);
    }

    private static KvException wrongMode(String sentence) {
        return new KvException(ErrorCode.WRONG_MODE, sentence);
    }

    private static void checkRange(String what, Duration given, Duration most) {
        if (given.compareTo(Duration.ofMillis(1)) < 0 || given.compareTo(most) > 0) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    what + " is 1 ms to " + most.toHours() + " h, not " + given);
        }
    }
}
