package dev.cairn.server.access;

import dev.cairn.api.ShortPath;
import dev.cairn.api.security.Role;

/** A short path for what one caller may do; what it may not is refused on the long way. */
record GuardedPath(ShortPath path, Gatekeeper.Rights rights) implements ShortPath {
    @Override
    public Read get(String bucket, byte[] source, Span key, ReadSink sink) {
        return rights.include(Role.READ, bucket) ? path.get(bucket, source, key, sink) : Read.LEFT;
    }

    @Override
    public Write put(String bucket, byte[] source, Span key, Span value, WriteSink sink) {
        return rights.include(Role.WRITE, bucket)
                ? path.put(bucket, source, key, value, sink)
                : Write.LEFT;
    }
}
