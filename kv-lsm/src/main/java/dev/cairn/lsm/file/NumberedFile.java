package dev.cairn.lsm.file;

/** Names of files that are told apart by a number. */
public final class NumberedFile {
    private static final int FEWEST_DIGITS = 6;
    private static final int MOST_DIGITS = 18;

    private NumberedFile() {}

    /** The name of file {@code number}; the suffix begins with a dot. */
    public static String name(long number, String suffix) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, FEWEST_DIGITS - digits.length())) + digits + suffix;
    }

    /** The number in a name with that suffix; −1 when it is no such name. */
    public static long number(String name, String suffix) {
        return name.endsWith(suffix)
                ? parse(name.substring(0, name.length() - suffix.length()))
                : -1;
    }

    /** The number in a name with whatever suffix; −1 when there is none. */
    public static long number(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? -1 : parse(name.substring(0, dot));
    }

    private static long parse(String digits) {
        boolean wellFormed =
                digits.length() >= FEWEST_DIGITS
                        && digits.length() <= MOST_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return wellFormed ? Long.parseLong(digits) : -1;
    }
}
