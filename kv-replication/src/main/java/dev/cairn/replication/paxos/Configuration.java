package dev.cairn.replication.paxos;

import dev.cairn.api.cluster.Voter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who must agree: a majority of each set, or everybody while a founding list has not met.
 *
 * @param number grows with every change of voters
 * @param sets one, or two while voters change; none is empty
 * @param unanimous whether all of each set are needed instead of a majority
 * @param least so many of each set are needed at least: a set may lack members that count as silent
 */
public record Configuration(long number, List<List<Voter>> sets, boolean unanimous, int least) {
    /** Copies the sets; throws {@link IllegalArgumentException} for an empty one. */
    public Configuration {
        List<List<Voter>> copied = new ArrayList<>();
        for (List<Voter> set : sets) {
            if (set.isEmpty()) {
                throw new IllegalArgumentException("nobody votes");
            }
            copied.add(List.copyOf(set));
        }
        if (copied.isEmpty()) {
            throw new IllegalArgumentException("nobody votes");
        }
        sets = List.copyOf(copied);
    }

    /** Majorities of these sets, or all of each. */
    public Configuration(long number, List<List<Voter>> sets, boolean unanimous) {
        this(number, sets, unanimous, 1);
    }

    /** Majorities of these sets. */
    public static Configuration majorities(long number, List<List<Voter>> sets) {
        return new Configuration(number, sets, false);
    }

    /** Majorities of sets that would have so many members if none was missing. */
    public static Configuration majorities(long number, List<List<Voter>> sets, int size) {
        return new Configuration(number, sets, false, size / 2 + 1);
    }

    /** Every voter once. */
    public Set<Voter> voters() {
        Set<Voter> all = new LinkedHashSet<>();
        sets.forEach(all::addAll);
        return all;
    }

    /** How many of a set are enough. */
    int enough(List<Voter> set) {
        return Math.max(least, unanimous ? set.size() : set.size() / 2 + 1);
    }
}
