package dev.cairn.server.config;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Bucket properties as {@code name=value} texts, by the names that the configuration gives them.
 */
public final class BucketEdit {
    /** What data depends on: these stay as they are once a bucket holds any. */
    public static final List<String> FIXED = List.of("mode", "resolver", "n");

    private BucketEdit() {}

    /** Every property and its value, as {@link #apply} reads it. */
    public static Map<String, String> show(BucketProperties bucket) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("n", Integer.toString(bucket.n()));
        shown.put("r", bucket.r().toString());
        shown.put("w", bucket.w().toString());
        shown.put("resolver", bucket.resolver());
        shown.put("mode", bucket.mode().name().toLowerCase(Locale.ROOT));
        shown.put("blind-writes", bucket.blindWrites().name().toLowerCase(Locale.ROOT));
        shown.put("ttl", Values.show(bucket.ttl().orElse(Duration.ZERO), false));
        shown.put("max-pair-bytes", Integer.toString(bucket.maxPairBytes()));
        shown.put("max-clock-entries", Integer.toString(bucket.maxClockEntries()));
        return shown;
    }

    /** Splits {@code name=value} texts; throws {@link IllegalArgumentException}. */
    public static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected PROPERTY=VALUE, read " + text);
            }
            String name = text.substring(0, equals);
            if (pairs.put(name, text.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(name + " is there twice");
            }
        }
        return pairs;
    }

    /**
     * The properties with these changes; throws {@link IllegalArgumentException} with one sentence
     * that names the property.
     */
    public static BucketProperties apply(BucketProperties before, Map<String, String> changes) {
        Map<String, String> all = show(before);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            String name = change.getKey();
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(
                        "there is no bucket property "
                                + name
                                + Keys.didYouMean(name, all.keySet())
                                + " (expected one of "
                                + String.join(", ", all.keySet())
                                + ")");
            }
            all.put(name, change.getValue());
        }
        BucketSettings settings =
                new BucketSettings(
                        number("n", all),
                        text("r", all),
                        text("w", all),
                        text("resolver", all),
                        (Mode) choice("mode", all, Mode.class),
                        (BlindWrites) choice("blind-writes", all, BlindWrites.class),
                        duration("ttl", all),
                        bytes("max-pair-bytes", all),
                        number("max-clock-entries", all));
        return in(settings.properties(), before.version());
    }

    /** The same properties in another version. */
    static BucketProperties in(BucketProperties bucket, long version) {
        return new BucketProperties(
                version,
                bucket.n(),
                bucket.r(),
                bucket.w(),
                bucket.resolver(),
                bucket.mode(),
                bucket.blindWrites(),
                bucket.ttl(),
                bucket.maxPairBytes(),
                bucket.maxClockEntries());
    }

    /** Those of {@link #FIXED} in which both differ. */
    public static List<String> fixedChanges(BucketProperties before, BucketProperties after) {
        Map<String, String> old = show(before);
        Map<String, String> now = show(after);
        return FIXED.stream()
                .filter(name -> !Objects.equals(old.get(name), now.get(name)))
                .toList();
    }

    private static String text(String name, Map<String, String> all) {
        return all.getOrDefault(name, "");
    }

    private static int number(String name, Map<String, String> all) {
        return (int) read(name, all, text -> Values.wholeNumber(text, 1, Integer.MAX_VALUE));
    }

    private static int bytes(String name, Map<String, String> all) {
        long bytes = read(name, all, Values::bytes);
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static Duration duration(String name, Map<String, String> all) {
        return Duration.ofMillis(read(name, all, text -> Values.duration(text).toMillis()));
    }

    private static Object choice(String name, Map<String, String> all, Class<?> type) {
        try {
            return Values.choice(text(name, all), type);
        } catch (IllegalArgumentException wrong) {
            throw refused(name, all, wrong);
        }
    }

    private static long read(String name, Map<String, String> all, ToLongFunction<String> parser) {
        try {
            return parser.applyAsLong(text(name, all));
        } catch (IllegalArgumentException wrong) {
            throw refused(name, all, wrong);
        }
    }

    private static IllegalArgumentException refused(
            String name, Map<String, String> all, IllegalArgumentException wrong) {
        return new IllegalArgumentException(
                name + ": " + wrong.getMessage() + ", read " + all.get(name), wrong);
    }
}
