package dev.cairn.replication.paxos;

import dev.cairn.api.cluster.Voter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The votes of one round: pending, won or lost. */
final class Tally {
    private final Configuration configuration;
    private final Map<Voter, Boolean> votes = new LinkedHashMap<>();

    Tally(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Counts a vote; only the first of each voter counts. */
    void vote(Voter voter, boolean yes) {
        votes.putIfAbsent(voter, yes);
    }

    boolean hasVoted(Voter voter) {
        return votes.containsKey(voter);
    }

    /** Whether every set has given enough. */
    boolean isWon() {
        return configuration.sets().stream()
                .allMatch(set -> count(set, true) >= configuration.enough(set));
    }

    /** Whether some set cannot give enough any more. */
    boolean isLost() {
        return configuration.sets().stream()
                .anyMatch(set -> set.size() - count(set, false) < configuration.enough(set));
    }

    /** Who has voted yes, in the order they did. */
    List<Voter> yes() {
        return votes.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    private long count(List<Voter> set, boolean yes) {
        return set.stream().filter(voter -> Boolean.valueOf(yes).equals(votes.get(voter))).count();
    }
}
