package dev.cairn.api;

/** Every way an operation can fail, as callers see it. The names are part of the public surface. */
public enum ErrorCode {
    /** The request itself is wrong and will never succeed as it is. */
    BAD_REQUEST,
    /** The caller did not prove who it is. */
    UNAUTHENTICATED,
    /** The caller is known and may not do this. */
    FORBIDDEN,
    /** There is no such key, member or operation. */
    NOT_FOUND,
    /** The bucket's mode does not allow this request. */
    WRONG_MODE,
    /** A condition of the request did not hold; nothing was written. */
    CONFLICT,
    /** The operation is too old to say what became of it. */
    GONE,
    /** The key, value or pair is over its limit. */
    TOO_LARGE,
    /** A queue is full; nothing was written, try again later. */
    OVERLOADED,
    /** Too few replicas could be reached; nothing was promised. */
    UNAVAILABLE,
    /** The deadline passed first. A write may have taken effect: it is in doubt. */
    TIMEOUT,
    /** A fault of the server, told to its operator as well. */
    INTERNAL
}
