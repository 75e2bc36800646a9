package dev.cairn.server.config;

/**
 * One thing wrong with a configuration.
 *
 * @param source where it stands
 * @param key the key, empty when it is about the file as a whole
 * @param detail what was read and what was expected
 */
public record Problem(Source source, String key, String detail) {
    /** One line: place, key, detail. */
    @Override
    public String toString() {
        String place = source instanceof Source.Default ? "" : source + ": ";
        return place + (key.isEmpty() ? "" : key + ": ") + detail;
    }
}
