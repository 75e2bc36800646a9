package dev.cairn.ring.placement;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.spi.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the {@code zone-aware} placement.
 *
 * @param copies how many copies each data centre is to have, as {@code dc1=3}
 */
public record ZoneAwareConfig(
        @Setting(
                        "Copies by data centre, as in [dc1=3, dc2=2]; one that is not named counts 1. Buckets whose n is the sum"
                                + " get exactly these, others as near as their n allows. Empty: all data centres alike.")
                List<String> copies) {
    /** All data centres alike. */
    public static final ZoneAwareConfig DEFAULTS = new ZoneAwareConfig(List.of());

    /** Checks the form; throws {@link IllegalArgumentException}. */
    public ZoneAwareConfig {
        copies = List.copyOf(copies);
        parse(copies);
    }

    /** Copies by data centre. */
    Map<String, Integer> byDatacentre() {
        return parse(copies);
    }

    private static Map<String, Integer> parse(List<String> copies) {
        Map<String, Integer> counts = new HashMap<>();
        for (String entry : copies) {
            int equals = entry.indexOf('=');
            String number = entry.substring(equals + 1).strip();
            boolean digits = number.matches("[0-9]{1,2}");
            int count = digits ? Integer.parseInt(number) : 0;
            if (equals < 1 || count < 1 || count > BucketProperties.MAX_REPLICAS) {
                throw new IllegalArgumentException(
                        "expected DATACENTRE=1 to "
                                + BucketProperties.MAX_REPLICAS
                                + ", read \""
                                + entry
                                + "\"");
            }
            if (counts.put(entry.substring(0, equals).strip(), count) != null) {
                throw new IllegalArgumentException("\"" + entry + "\": named twice");
            }
        }
        return Map.copyOf(counts);
    }
}
