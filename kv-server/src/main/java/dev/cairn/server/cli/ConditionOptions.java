package dev.cairn.server.cli;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What must hold of the key; in linearizable buckets. */
final class ConditionOptions {
    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description =
                    "only if the key is in the state of that ETag, or * for any value; linearizable buckets")
    private String etag = "";

    @Option(
            names = "--if-absent",
            description = "only if the key has no value; linearizable buckets")
    private boolean absent;

    /** As headers of a request. */
    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        if (!etag.isEmpty()) {
            headers.put("If-Match", etag.equals("*") ? etag : '"' + etag + '"');
        }
        if (absent) {
            headers.put("If-None-Match", "*");
        }
        return headers;
    }
}
