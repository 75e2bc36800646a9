package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import dev.cairn.api.nativeprotocol.PlainCall;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.wire.WireWriter;
import io.netty.buffer.ByteBuf;

/**
 * GET and PUT calls without options on the short path: read where they lie, answered without an
 * object between. For one connection's loop.
 */
final class QuickCalls implements ShortPath.ReadSink {
    private final ShortPath path;
    private final NativeSession session;
    private final Replies replies;
    private final byte[] room;
    private final PlainCall call = new PlainCall();
    private Put next;

    /**
     * Answers calls of a session.
     *
     * @param room where calls are read, which others may use between calls; what is larger is left
     */
    QuickCalls(ShortPath path, NativeSession session, Replies replies, byte[] room) {
        this.path = path;
        this.session = session;
        this.replies = replies;
        this.room = room;
        this.next = new Put();
    }

    /** Takes the call of that size; false, and nothing has happened, when it is to be decoded. */
    boolean take(ByteBuf in, int start, int size) {
        if (size > room.length) {
            return false;
        }
        in.internalNioBuffer(start, size).get(room, 0, size);
        return switch (call.read(room, size)) {
            case GET -> path.get(call.bucket(), room, call.key(), this) != ShortPath.Read.LEFT;
            case PUT -> session.hasRoom() && put();
            case OTHER -> false;
        };
    }

    @Override
    public void found(ItemView item, long epoch) {
        WireWriter reply = replies.begin();
        call.writeFound(item, epoch, reply);
        replies.end();
    }

    @Override
    public void absent(long epoch) {
        WireWriter reply = replies.begin();
        call.writeAbsent(epoch, reply);
        replies.end();
    }

    private boolean put() {
        Put put = next;
        return switch (path.put(call.bucket(), room, call.key(), call.value(), put)) {
            case DONE -> {
                put.reply(put.epoch);
                yield true;
            }
            case WAITS -> {
                next = new Put();
                session.began();
                yield true;
            }
            case LEFT -> false;
        };
    }

    /** A write, and the reply to it, which is made while it is known what was written. */
    private final class Put implements ShortPath.WriteSink {
        private static final int USUAL_BYTES = 192;

        private final WireWriter head = new WireWriter(USUAL_BYTES);
        private long id;
        private long epoch;

        @Override
        public void made(ShortPath.Written written, long byEpoch) {
            id = call.id();
            epoch = byEpoch;
            call.writeWritten(written, head.reset());
        }

        private void reply(long byEpoch) {
            WireWriter reply = replies.begin();
            reply.raw(head.buffer(), 0, head.size());
            PlainCall.writeEpoch(byEpoch, reply);
            replies.end();
        }

        @Override
        public void stored(long byEpoch) {
            session.ended(() -> reply(byEpoch));
        }

        @Override
        public void failed(KvError error) {
            session.ended(() -> replies.add(new Reply(id, new Response.Failed(error))));
        }
    }
}
