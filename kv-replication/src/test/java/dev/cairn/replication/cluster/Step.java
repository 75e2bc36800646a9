package dev.cairn.replication.cluster;

import java.util.List;
import java.util.Optional;

/**
 * One line of a {@link Scenario}'s script.
 *
 * @param words at least one
 */
record Step(List<String> words) {
    static Step of(String line) {
        return new Step(List.of(line.strip().split(" +")));
    }

    String verb() {
        return word(0);
    }

    String word(int index) {
        if (index >= words.size()) {
            throw new IllegalArgumentException("a word is missing: " + this);
        }
        return words.get(index);
    }

    int number(int index) {
        return Integer.parseInt(word(index));
    }

    /** A node by its name, as {@code n2}. */
    int node(int index) {
        return Integer.parseInt(word(index).substring(1));
    }

    boolean has(String word) {
        return words.contains(word);
    }

    /** What follows this word. */
    Optional<String> after(String word) {
        int index = words.indexOf(word);
        return index < 0 ? Optional.empty() : Optional.of(word(index + 1));
    }

    /** The node that coordinates. */
    int through() {
        String name = after("by").orElseThrow();
        return Integer.parseInt(name.substring(1));
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
