package dev.cairn.ring.placement;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Picks owners from as many zones as there are. Members, racks and data centres go by numbers; the
 * counts of one list are kept in fields, so it is used by one thread.
 */
final class ZoneChoice implements Tour.Choice {
    private final int[] rackOf;
    private final int[] datacentreOfRack;
    private final int[] rackSizes;
    private final int[] wanted;
    private final int[] inRack;
    private final int[] inDatacentre;
    private final boolean[] isOwner;

    ZoneChoice(List<Member> members, Map<String, Integer> copies) {
        Map<Zone, Integer> racks = new HashMap<>();
        Map<String, Integer> datacentres = new HashMap<>();
        List<Integer> datacentreByRack = new ArrayList<>();
        List<Integer> wantedByDatacentre = new ArrayList<>();
        rackOf = new int[members.size()];
        for (int node = 0; node < rackOf.length; node++) {
            Zone zone = members.get(node).zone();
            String name = zone.datacentre();
            if (datacentres.putIfAbsent(name, datacentres.size()) == null) {
                wantedByDatacentre.add(copies.getOrDefault(name, 1));
            }
            if (racks.putIfAbsent(zone, racks.size()) == null) {
                datacentreByRack.add(datacentres.get(name));
            }
            rackOf[node] = racks.get(zone);
        }
        datacentreOfRack = datacentreByRack.stream().mapToInt(Integer::intValue).toArray();
        wanted = wantedByDatacentre.stream().mapToInt(Integer::intValue).toArray();
        rackSizes = new int[datacentreOfRack.length];
        for (int rack : rackOf) {
            rackSizes[rack]++;
        }
        inRack = new int[rackSizes.length];
        inDatacentre = new int[wanted.length];
        isOwner = new boolean[rackOf.length];
    }

    @Override
    public void fill(int[] order, int[] list, int owners) {
        Arrays.fill(inRack, 0);
        Arrays.fill(inDatacentre, 0);
        own(order[0], list, 0);
        for (int size = 1; size < owners; size++) {
            own(next(order), list, size);
        }
        int size = owners;
        for (int i = 0; size < list.length; i++) {
            if (!isOwner[order[i]]) {
                list[size++] = order[i];
            }
        }
        for (int i = 0; i < owners; i++) {
            isOwner[list[i]] = false;
        }
    }

    private void own(int node, int[] list, int size) {
        list[size] = node;
        isOwner[node] = true;
        inRack[rackOf[node]]++;
        inDatacentre[datacentreOfRack[rackOf[node]]]++;
    }

    /** The first in the order that owns nothing yet and stands where most is missing. */
    private int next(int[] order) {
        int rack = neediestRack();
        for (int node : order) {
            if (!isOwner[node] && compare(rackOf[node], rack) == 0) {
                return node;
            }
        }
        throw new IllegalStateException("no node is left in rack " + rack);
    }

    private int neediestRack() {
        int neediest = -1;
        for (int rack = 0; rack < rackSizes.length; rack++) {
            boolean left = inRack[rack] < rackSizes[rack];
            if (left && (neediest < 0 || compare(rack, neediest) < 0)) {
                neediest = rack;
            }
        }
        return neediest;
    }

    /** By how full the data centre is, then by owners in the rack. */
    private int compare(int left, int right) {
        int leftDatacentre = datacentreOfRack[left];
        int rightDatacentre = datacentreOfRack[right];
        int byDatacentre =
                Integer.compare(
                        inDatacentre[leftDatacentre] * wanted[rightDatacentre],
                        inDatacentre[rightDatacentre] * wanted[leftDatacentre]);
        return byDatacentre != 0 ? byDatacentre : Integer.compare(inRack[left], inRack[right]);
    }
}
