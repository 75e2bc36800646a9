package dev.cairn.server.cli;

import dev.cairn.api.Bytes;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A bucket's pairs, page by page; a page that fails may be asked for again. */
final class ScanPages {
    private static final int PAGE = 500;

    private final NodeClient client;
    private final String target;
    private String cursor;
    private boolean complete = true;
    private boolean ended;

    /**
     * A key and one of its values.
     *
     * @param key the key
     * @param value a value
     * @param siblings how many values the key has
     */
    record Pair(Bytes key, Bytes value, int siblings) {}

    /** Begins behind {@code cursor}; at the start when that is empty. */
    ScanPages(NodeClient client, String bucket, String prefix, String cursor) {
        this.client = client;
        this.target =
                "/v1/buckets/"
                        + Percent.encode(bucket)
                        + "/keys?values=true&prefix="
                        + Percent.encode(prefix.getBytes(StandardCharsets.UTF_8))
                        + "&limit=";
        this.cursor = cursor;
    }

    /** Whether there may be more. */
    boolean hasNext() {
        return !ended;
    }

    /** The next page, of at most {@code limit} keys; throws {@link CommandException}. */
    List<Pair> next(long limit) {
        String page = target + Math.min(PAGE, limit);
        String query = cursor.isEmpty() ? page : page + "&cursor=" + cursor;
        Reply reply = client.expectOk("GET", query, Map.of(), new byte[0]);
        Json answer = Json.parse(reply.text());
        cursor = answer.get("cursor").text();
        ended = cursor.isEmpty();
        complete &= answer.get("complete").text().equals("true");
        return answer.get("keys").items().stream().flatMap(entry -> pairs(entry).stream()).toList();
    }

    private static List<Pair> pairs(Json entry) {
        Bytes key = bytes(entry.get("key64"));
        List<Json> siblings = entry.get("siblings").items();
        return siblings.isEmpty()
                ? List.of(new Pair(key, bytes(entry.get("value")), 1))
                : siblings.stream()
                        .map(one -> new Pair(key, bytes(one.get("value")), siblings.size()))
                        .toList();
    }

    private static Bytes bytes(Json base64) {
        return Bytes.wrap(Base64.getDecoder().decode(base64.text()));
    }

    /** Where the next page begins. */
    String cursor() {
        return cursor;
    }

    /** Whether enough owners answered for every page. */
    boolean isComplete() {
        return complete;
    }
}
