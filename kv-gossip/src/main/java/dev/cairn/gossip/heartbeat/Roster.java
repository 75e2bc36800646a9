package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The watched members in the order of their names, found by the bytes of a name without an
 * allocation. Messages name members in that order too, so that mostly the next one is meant.
 */
final class Roster {
    /** Nobody. */
    static final Roster EMPTY = new Roster(List.of());

    private final Watched[] members;

    /** All names, one behind the other. */
    private final byte[] names;

    /** Where the name of each position starts; one more for the end of the last. */
    private final int[] starts;

    Roster(List<Watched> watched) {
        members = watched.toArray(Watched[]::new);
        Arrays.sort(members, Comparator.comparing(Watched::id));
        starts = new int[members.length + 1];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < members.length; i++) {
            all.writeBytes(name(members[i].id()));
            starts[i + 1] = all.size();
        }
        names = all.toByteArray();
    }

    private static byte[] name(NodeId id) {
        return id.name().getBytes(StandardCharsets.ISO_8859_1);
    }

    int size() {
        return members.length;
    }

    Watched get(int position) {
        return members[position];
    }

    /** The bytes of the name at a position. */
    int nameBytes(int position) {
        return starts[position + 1] - starts[position];
    }

    /** How many bytes of the name at one position begin the name at another. */
    int sharedBytes(int position, int other) {
        int most = Math.min(nameBytes(position), nameBytes(other));
        int shared = 0;
        while (shared < most && names[starts[position] + shared] == names[starts[other] + shared]) {
            shared++;
        }
        return shared;
    }

    /** All names; that of a position begins at {@link #start}. */
    byte[] names() {
        return names;
    }

    int start(int position) {
        return starts[position];
    }

    /** The position of a member, negative when it is not in here. */
    int position(Watched member) {
        byte[] name = name(member.id());
        return find(name, name.length, 0);
    }

    /**
     * The position of a name, or, when it is no member's, minus one minus where it would stand.
     *
     * @param hint where to look first
     */
    int find(byte[] name, int length, int hint) {
        if (hint < members.length && isAt(hint, name, length)) {
            return hint;
        }
        int low = 0;
        int high = members.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compare(names, starts[middle], starts[middle + 1], name, 0, length);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** Compared byte by byte, from the end, where names of one cluster differ. */
    private boolean isAt(int position, byte[] name, int length) {
        int start = starts[position];
        if (starts[position + 1] - start != length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (names[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
