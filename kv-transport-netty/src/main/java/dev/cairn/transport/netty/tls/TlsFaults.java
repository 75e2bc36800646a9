package dev.cairn.transport.netty.tls;

import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Refusals.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/**
 * Stands behind the TLS of one connection: counts a handshake that failed and what came garbled
 * after one, and tells the handlers behind it by one {@link IOException} in plain words.
 */
final class TlsFaults extends ChannelInboundHandlerAdapter {
    /** How the JDK tells what the other end has told it. */
    private static final String ALERT = "Received fatal alert";

    private final Refusals refusals;
    private boolean told;

    TlsFaults(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            failed(context, handshake.cause());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable inner =
                cause instanceof DecoderException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        if (inner instanceof SSLException) {
            failed(context, inner);
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void failed(ChannelHandlerContext context, Throwable cause) {
        if (told) {
            return;
        }
        told = true;
        String detail = sentence(cause);
        // Who only looked whether the port is open, or who refuses this node, was not refused here.
        if (!(deepest(cause) instanceof ClosedChannelException) && !detail.contains(ALERT)) {
            Reason reason = isAboutCertificate(cause) ? Reason.CERTIFICATE : Reason.HANDSHAKE;
            refusals.refused(reason, String.valueOf(context.channel().remoteAddress()), detail);
        }
        context.fireExceptionCaught(new IOException("TLS: " + detail, cause));
        context.close();
    }

    private static String sentence(Throwable cause) {
        return switch (deepest(cause)) {
            case NotSslRecordException _ -> "what came is no TLS";
            case SslHandshakeTimeoutException _ -> "the handshake took too long";
            case ClosedChannelException _ -> "the connection ended during the handshake";
            case Throwable other -> String.valueOf(other.getMessage());
        };
    }

    private static boolean isAboutCertificate(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    /** What the JDK found says more than that the handshake failed. */
    private static Throwable deepest(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
