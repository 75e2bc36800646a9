package dev.cairn.transport.grpc.tls;

import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Refusals.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;

/**
 * The first handler of one connection: when it ends, counts its TLS handshake if that has failed.
 */
public final class Handshakes extends ChannelInboundHandlerAdapter {
    /** How the JDK tells what the other end has told it. */
    private static final String ALERT = "Received fatal alert";

    private final Refusals refusals;

    /** Counts into {@code refusals}. */
    public Handshakes(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        // Behind this one, a handshake under way fails; then all handlers are removed.
        context.fireChannelInactive();
        if (tls != null && tls.handshakeFuture().cause() != null) {
            failed(
                    String.valueOf(context.channel().remoteAddress()),
                    tls.handshakeFuture().cause());
        }
    }

    private void failed(String caller, Throwable cause) {
        Throwable deepest = deepest(cause);
        String detail = sentence(deepest);
        // Who only looked whether the port is open, or who refuses this node, was not refused here.
        if (!(deepest instanceof ClosedChannelException) && !detail.contains(ALERT)) {
            refusals.refused(
                    isAboutCertificate(cause) ? Reason.CERTIFICATE : Reason.HANDSHAKE,
                    caller,
                    detail);
        }
    }

    private static String sentence(Throwable deepest) {
        return switch (deepest) {
            case NotSslRecordException _ -> "what came is no TLS";
            case SslHandshakeTimeoutException _ -> "the handshake took too long";
            default -> String.valueOf(deepest.getMessage());
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
    static Throwable deepest(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
