package dev.cairn.transport.netty.http;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Requests that a browser sends on behalf of a page of somebody else: it adds whatever the user has
 * proved here, and a node that asks nobody takes them for its own machine's. Browsers name the page
 * in {@code Origin} (RFC 6454) for every request that may change something, and others send none.
 */
final class CrossSite {
    static final KvError REFUSAL =
            KvError.of(
                    ErrorCode.FORBIDDEN,
                    "a page of another origin may not ask for this; Origin and Host differ");

    private CrossSite() {}

    /** Whether a page of another origin asks for what may change something. */
    static boolean isAskedBy(HttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (origin == null || reads) {
            return false;
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        return !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host);
    }
}
