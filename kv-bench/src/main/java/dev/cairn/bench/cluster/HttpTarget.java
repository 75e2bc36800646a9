package dev.cairn.bench.cluster;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP API, the nodes in turn. */
final class HttpTarget implements Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Address> nodes;
    private final String path;
    private final String query;
    private final AtomicInteger next = new AtomicInteger();

    HttpTarget(List<Address> nodes, String bucket, RequestOptions options) {
        this.nodes = nodes;
        this.path = "/v1/buckets/" + encode(bucket) + "/keys/";
        this.query = options.consistency().map(level -> "?consistency=" + level).orElse("");
    }

    @Override
    public boolean get(String key) {
        return send(request(key).GET().build()) != 404;
    }

    @Override
    public void put(String key, byte[] value) {
        send(request(key).PUT(HttpRequest.BodyPublishers.ofByteArray(value)).build());
    }

    @Override
    public void close() {
        client.close();
    }

    private HttpRequest.Builder request(String key) {
        Address node = nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
        return HttpRequest.newBuilder(URI.create("http://" + node + path + encode(key) + query))
                .timeout(TIMEOUT);
    }

    private int send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            int status = response.statusCode();
            if (status >= 400 && status != 404) {
                throw new KvException(codeOf(status), "HTTP " + status);
            }
            return status;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(ErrorCode.TIMEOUT, "interrupted");
        }
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 409 -> ErrorCode.WRONG_MODE;
            case 412 -> ErrorCode.CONFLICT;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.OVERLOADED;
            case 503 -> ErrorCode.UNAVAILABLE;
            case 504 -> ErrorCode.TIMEOUT;
            default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
        };
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
