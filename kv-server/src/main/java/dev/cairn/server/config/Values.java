package dev.cairn.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Text to values and back: numbers, sizes, durations, choices. Parsers throw {@link
 * IllegalArgumentException}.
 */
public final class Values {
    private static final List<String> SIZE_UNITS = List.of("GiB", "MiB", "KiB");

    private Values() {}

    /** Reads {@code 500ms}, {@code 5s}, {@code 1m}, {@code 2h}, {@code 7d}. */
    public static Duration duration(String text) {
        String digits = leadingDigits(text);
        if (!digits.isEmpty()) {
            long count = number(digits);
            switch (text.substring(digits.length())) {
                case "ms":
                    return Duration.ofMillis(count);
                case "s":
                    return Duration.ofSeconds(count);
                case "m":
                    return Duration.ofMinutes(count);
                case "h":
                    return Duration.ofHours(count);
                case "d":
                    return Duration.ofDays(count);
                default:
                    break;
            }
        }
        throw new IllegalArgumentException("expected a duration such as 500ms, 5s, 1m, 2h or 7d");
    }

    /** Reads a number of bytes: {@code 65536}, {@code 64KiB}, {@code 64MiB}, {@code 1GiB}. */
    static long bytes(String text) {
        String digits = leadingDigits(text);
        String unit = text.substring(digits.length());
        try {
            if (!digits.isEmpty() && (unit.isEmpty() || unit.equals("B"))) {
                return number(digits);
            }
            int power = SIZE_UNITS.size() - SIZE_UNITS.indexOf(unit);
            if (!digits.isEmpty() && SIZE_UNITS.contains(unit)) {
                return Math.multiplyExact(number(digits), 1L << 10 * power);
            }
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("expected a smaller size", tooLarge);
        }
        throw new IllegalArgumentException("expected a size such as 65536, 64KiB, 64MiB or 1GiB");
    }

    static long wholeNumber(String text, long smallest, long largest) {
        try {
            long number = Long.parseLong(text);
            if (number >= smallest && number <= largest) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("expected a whole number", noNumber);
        }
        throw new IllegalArgumentException("expected a number from " + smallest + " to " + largest);
    }

    static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("expected a number", noNumber);
        }
    }

    static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    static Object choice(String text, Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            if (show(constant, false).equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return constant;
            }
            names.add(show(constant, false));
        }
        throw new IllegalArgumentException(
                "expected one of " + String.join(", ", names) + Keys.didYouMean(text, names));
    }

    /** Items of a list written as one text with commas. */
    static List<String> items(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    /** The text that reads back as {@code value}; {@code size} for numbers of bytes. */
    static String show(Object value, boolean size) {
        return switch (value) {
            case Duration duration -> showDuration(duration);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Number number when size -> showBytes(number.longValue());
            case List<?> list ->
                    list.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    private static String showDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String showBytes(long bytes) {
        for (int i = 0; i < SIZE_UNITS.size(); i++) {
            long unit = 1L << 10 * (SIZE_UNITS.size() - i);
            if (bytes != 0 && bytes % unit == 0) {
                return bytes / unit + SIZE_UNITS.get(i);
            }
        }
        return Long.toString(bytes);
    }

    private static String leadingDigits(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return text.substring(0, end);
    }

    private static long number(String digits) {
        return wholeNumber(digits, 0, Long.MAX_VALUE);
    }
}
