package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.ShortPath;
import dev.cairn.api.nativeprotocol.PlainGet;
import dev.cairn.api.version.ItemView;
import io.netty.buffer.ByteBuf;

/**
 * GET calls without options on the short path: read where they lie, answered without an object
 * between. For one connection's loop.
 */
final class QuickGets implements ShortPath.ReadSink {
    /** Larger calls have larger keys than most. */
    private static final int MOST_BYTES = 512;

    private final ShortPath path;
    private final Replies replies;
    private final PlainGet call = new PlainGet();
    private final byte[] message = new byte[MOST_BYTES];
    private boolean answered;

    QuickGets(ShortPath path, Replies replies) {
        this.path = path;
        this.replies = replies;
    }

    /** Answers the call of that size; false, and nothing is answered, when it is to be decoded. */
    boolean answer(ByteBuf in, int start, int size) {
        if (size > MOST_BYTES) {
            return false;
        }
        in.internalNioBuffer(start, size).get(message, 0, size);
        answered = false;
        return call.read(message, size)
                && path.get(call.bucket(), message, call.key(), this) == ShortPath.Read.FOUND
                && answered;
    }

    /** The value that the call asks for. */
    @Override
    public void found(ItemView item, long epoch) {
        answered = replies.add(call, item, epoch);
    }
}
