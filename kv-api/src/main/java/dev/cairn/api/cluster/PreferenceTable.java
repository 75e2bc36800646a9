package dev.cairn.api.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The preference list of every slice, looked up in one array access and no allocation. Immutable.
 */
public final class PreferenceTable {
    private final PreferenceList[] bySlice;
    private final List<PreferenceList> distinct;

    private PreferenceTable(PreferenceList[] bySlice, List<PreferenceList> distinct) {
        this.bySlice = bySlice;
        this.distinct = distinct;
    }

    /** Asks {@code listOf} for every slice once; equal lists are kept once. */
    public static PreferenceTable build(IntFunction<PreferenceList> listOf) {
        PreferenceList[] bySlice = new PreferenceList[Slices.COUNT];
        Map<PreferenceList, PreferenceList> distinct = new HashMap<>();
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            PreferenceList list = listOf.apply(slice);
            if (slice > 0 && bySlice[slice - 1].equals(list)) {
                bySlice[slice] = bySlice[slice - 1];
            } else {
                bySlice[slice] = distinct.computeIfAbsent(list, same -> same);
            }
        }
        return new PreferenceTable(bySlice, List.copyOf(distinct.keySet()));
    }

    /** The preference list of a slice, 0 to 65,535. */
    public PreferenceList at(int slice) {
        return bySlice[slice];
    }

    /** Every list that some slice has, once, in no order. */
    public List<PreferenceList> distinct() {
        return distinct;
    }

    /** The share of slices that each of {@code nodes} is the first owner of, 0 to 1. */
    public Map<NodeId, Double> ownership(List<NodeId> nodes) {
        Map<NodeId, int[]> slices = new HashMap<>();
        for (PreferenceList list : bySlice) {
            if (list.ownerCount() > 0) {
                slices.computeIfAbsent(list.nodes().getFirst(), node -> new int[1])[0]++;
            }
        }
        Map<NodeId, Double> shares = new HashMap<>();
        nodes.forEach(node -> shares.put(node, 0.0));
        slices.forEach((node, count) -> shares.put(node, count[0] / (double) Slices.COUNT));
        return shares;
    }
}
