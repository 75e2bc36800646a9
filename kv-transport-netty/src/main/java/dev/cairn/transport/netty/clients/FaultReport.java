package dev.cairn.transport.netty.clients;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * The last handler of a connection: closes it when something was thrown, and tells the operator
 * unless it was the network.
 */
final class FaultReport extends ChannelInboundHandlerAdapter {
    private final EventSink events;

    FaultReport(EventSink events) {
        this.events = events;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            events.emit(
                    new Event.Note(
                            Event.Severity.ERROR,
                            "serving the client "
                                    + context.channel().remoteAddress()
                                    + " failed: "
                                    + cause));
        }
        context.close();
    }
}
