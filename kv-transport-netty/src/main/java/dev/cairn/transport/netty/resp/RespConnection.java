package dev.cairn.transport.netty.resp;

import dev.cairn.api.security.Credentials;
import dev.cairn.transport.netty.clients.Drain;
import dev.cairn.transport.netty.clients.Pipeline;
import dev.cairn.transport.netty.eventloop.TurnFlush;
import dev.cairn.transport.netty.resp.CommandParser.MalformedCommandException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One client: runs commands as long as the pipeline takes them and the client reads its replies,
 * and writes what one turn of the loop answers in one go. For the connection's loop only.
 */
final class RespConnection extends ChannelInboundHandlerAdapter {
    /** The largest command of a client that is nobody yet: enough for any password. */
    private static final int NOBODYS_BYTES = 16 * 1024;

    /**
     * How requests of HTTP begin, and how their second line does. A page can make a browser send
     * them here, with commands for a body.
     */
    private static final Set<String> OF_BROWSERS = Set.of("POST", "HOST:");

    private final Channel channel;
    private final Gate gate;
    private final Session session;
    private final int maxBytes;
    private final CommandParser parser;
    private final Pipeline<Reply> pipeline;
    private final ReplyBatch replies;
    private final QuickCommands quick;
    private final TurnFlush flush;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private Optional<Command> refused = Optional.empty();
    private Optional<Reply> lastWords = Optional.empty();
    private boolean advancing;
    private boolean reading;
    private boolean draining;
    private boolean closed;

    RespConnection(
            Channel channel,
            EventLoop loop,
            Gate gate,
            Session session,
            RespConfig config,
            LaneRoom room) {
        this.channel = channel;
        this.gate = gate;
        this.session = session;
        this.maxBytes = config.maxCommandBytes();
        this.parser = new CommandParser(maxBytes);
        this.pipeline = new Pipeline<>(loop, config.maxInFlight(), this::write, this::advance);
        this.replies = new ReplyBatch(channel, room.out());
        this.quick = new QuickCommands(channel, pipeline, replies, room.in());
        this.flush = new TurnFlush(loop, this::flush);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        quick.begin();
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, (ByteBuf) message);
        advance();
    }

    /** What has been answered while commands were read leaves in one write. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        advance();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.REQUESTED) {
            draining = true;
            advance();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        in.release();
        in = Unpooled.EMPTY_BUFFER;
        replies.release();
    }

    /**
     * Runs what has been read as far as possible. Answers that come meanwhile call it again, which
     * then does nothing.
     */
    private void advance() {
        if (advancing || closed) {
            return;
        }
        advancing = true;
        boolean stalled;
        try {
            stalled = !runAll();
        } finally {
            advancing = false;
        }
        if (!in.isReadable()) {
            in.release();
            in = Unpooled.EMPTY_BUFFER;
        }
        boolean ending = draining || lastWords.isPresent();
        channel.config().setAutoRead(!stalled && !ending);
        if (ending && !stalled && pipeline.isEmpty()) {
            end();
        }
    }

    /**
     * Whether nothing more can be done with what has been read; false when it must be tried again.
     */
    private boolean runAll() {
        while (lastWords.isEmpty()) {
            if (!channel.isWritable()) {
                return false;
            }
            if (gate.allowed().isEmpty() && in.isReadable()) {
                gate.look(this::advance);
                if (gate.isAsking()) {
                    return false;
                }
            }
            if (refused.isEmpty()) {
                runQuickly();
            }
            Optional<Command> next = refused.isPresent() ? refused : parsed();
            if (next.isEmpty()) {
                return true;
            }
            refused = run(next.get()) ? Optional.empty() : next;
            if (refused.isPresent()) {
                return false;
            }
        }
        return true;
    }

    private void runQuickly() {
        boolean may = parser.isIdle() && !gate.isAsking() && gate.allowed().isPresent();
        if (may && in.isReadable()) {
            quick.run(in, gate.allowed().get().path(), session);
        }
    }

    private Optional<Command> parsed() {
        parser.allow(gate.allowed().isPresent() ? maxBytes : Math.min(maxBytes, NOBODYS_BYTES));
        try {
            return parser.next(in);
        } catch (MalformedCommandException malformed) {
            lastWords = Optional.of(Reply.error(String.valueOf(malformed.getMessage())));
            return Optional.empty();
        }
    }

    /** Starts or answers a command; false when it must wait for those before it. */
    private boolean run(Command command) {
        if (gate.isAsking()) {
            return false;
        }
        Optional<CommandName> known = CommandName.of(command.name());
        if (known.isEmpty() && OF_BROWSERS.contains(command.name())) {
            lastWords = Optional.of(Reply.error("this port speaks RESP, not HTTP"));
            return true;
        }
        if (known.isEmpty()) {
            return pipeline.offer(CommandName.unknown(command));
        }
        CommandName name = known.get();
        Optional<Reply> misses = name.misses(command.size());
        if (misses.isPresent()) {
            return pipeline.offer(misses.get());
        }
        Optional<Reply> objection = gate.objection(name, command);
        if (objection.isPresent()) {
            return pipeline.offer(objection.get());
        }
        Optional<Credentials> shown = gate.credentials(name, command);
        if (shown.isPresent()) {
            // What stands before it runs as whoever it was.
            return pipeline.isEmpty()
                    && pipeline.offer(
                            List.of(),
                            false,
                            done ->
                                    gate.admit(
                                            shown.get(),
                                            () -> session.welcome(name, command),
                                            done));
        }
        return gate.allowed().isPresent()
                ? run(name, command, gate.allowed().get())
                : answer(name, command);
    }

    private boolean run(CommandName name, Command command, Commands commands) {
        if (name.hasKeys()) {
            DataCommands.Prepared prepared =
                    commands.data().prepare(name, command, session.bucket());
            return pipeline.offer(prepared.keys(), prepared.writes(), prepared.operation());
        }
        if (name == CommandName.SCAN || name == CommandName.DBSIZE) {
            // What was written before it on this connection is to be found.
            return pipeline.isEmpty()
                    && pipeline.offer(
                            List.of(),
                            false,
                            commands.scans().prepare(name, command, session.bucket()));
        }
        return answer(name, command);
    }

    /** Answers what touches no data. */
    private boolean answer(CommandName name, Command command) {
        return switch (name) {
            case QUIT -> {
                lastWords = Optional.of(Reply.OK);
                yield true;
            }
            // It changes how replies are written, so those before it must have been.
            case HELLO -> pipeline.isEmpty() && pipeline.offer(session.answer(name, command));
            default -> pipeline.offer(session.answer(name, command));
        };
    }

    private void write(Reply reply) {
        if (!closed) {
            replies.add(reply, session.resp3());
            if (!reading) {
                flush.request();
            }
        }
    }

    private void flush() {
        if (!closed) {
            replies.flush();
        }
    }

    private void end() {
        lastWords.ifPresent(this::write);
        closed = true;
        replies.finish();
    }
}
