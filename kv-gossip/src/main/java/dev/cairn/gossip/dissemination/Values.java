package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination.Value;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.dissemination.GossipMessage.Held;
import dev.cairn.gossip.dissemination.GossipMessage.Part;
import dev.cairn.gossip.dissemination.GossipMessage.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The cluster's values at one node: whole ones, and newer ones on their way. At most {@value
 * #MAX_VALUES} values, of which {@value #MAX_ASSEMBLIES} are on their way at a time.
 */
final class Values {
    /** The most values. */
    static final int MAX_VALUES = 64;

    /** The most values on their way. */
    static final int MAX_ASSEMBLIES = 4;

    /** Bytes of a part, so that it fits into a message; a value has at most 35. */
    static final int PART_BYTES = 15 * 1024;

    private final Map<String, Value> whole = new TreeMap<>();
    private final Map<String, Assembly> coming = new HashMap<>();

    /** How many parts a value of so many bytes has. */
    static int parts(int size) {
        return Math.max(1, (size + PART_BYTES - 1) / PART_BYTES);
    }

    /** How many bytes one of its parts has. */
    static int partBytes(int size, int index) {
        return Math.min(PART_BYTES, size - index * PART_BYTES);
    }

    /** CRC32C over all that a value is. */
    static int checksum(Value value) {
        CRC32C crc = new CRC32C();
        WireWriter head = new WireWriter(64).text(value.name()).varint(value.version());
        crc.update(head.buffer(), 0, head.size());
        crc.update(value.content().segment().asByteBuffer());
        return (int) crc.getValue();
    }

    Optional<Value> get(String name) {
        return Optional.ofNullable(whole.get(name));
    }

    /** Which version is here whole; 0 for none. */
    private long version(String name) {
        Value value = whole.get(name);
        return value == null ? 0 : value.version();
    }

    /** Keeps a value; false when it is not newer than what is here. */
    boolean keep(Value value) {
        if (value.version() <= version(value.name())) {
            return false;
        }
        if (!hasRoomFor(value.name())) {
            throw new IllegalArgumentException(
                    "there are at most "
                            + MAX_VALUES
                            + " values; \""
                            + value.name()
                            + "\" is one more");
        }
        whole.put(value.name(), value);
        Assembly assembly = coming.get(value.name());
        if (assembly != null && assembly.version() <= value.version()) {
            coming.remove(value.name());
        }
        return true;
    }

    private boolean hasRoomFor(String name) {
        return whole.containsKey(name) || whole.size() < MAX_VALUES;
    }

    /** What is here whole, as a digest says it. */
    List<Held> held() {
        List<Held> held = new ArrayList<>();
        whole.values().forEach(value -> held.add(new Held(value.name(), value.version())));
        return held;
    }

    /**
     * What is here newer than another says it has.
     *
     * @param theirs what it has
     * @param all whether that is all it has
     */
    List<Held> newerThan(List<Held> theirs, boolean all) {
        Map<String, Long> versions = new HashMap<>();
        theirs.forEach(held -> versions.put(held.name(), held.version()));
        List<Held> newer = new ArrayList<>();
        for (Held mine : held()) {
            Long their = versions.get(mine.name());
            if (their == null ? all : their < mine.version()) {
                newer.add(mine);
            }
        }
        return newer;
    }

    /** Another has this version; what to ask it for, if it is newer and not on its way already. */
    Optional<Want> want(NodeId from, Held held) {
        if (held.version() <= version(held.name()) || !hasRoomFor(held.name())) {
            return Optional.empty();
        }
        Assembly present = coming.get(held.name());
        if (present != null && present.version() >= held.version()) {
            if (present.version() == held.version()) {
                present.hasSource(from);
            }
            return Optional.empty();
        }
        if (present == null && coming.size() == MAX_ASSEMBLIES) {
            return Optional.empty();
        }
        Assembly begun = new Assembly(held.name(), held.version(), from);
        coming.put(held.name(), begun);
        return Optional.of(begun.want());
    }

    /** One part of what was wanted, when that very version is here. */
    Optional<Part> part(Want want, int index) {
        Value value = whole.get(want.name());
        boolean wanted = (want.parts() >>> index & 1) != 0;
        if (value == null || value.version() != want.version() || !wanted) {
            return Optional.empty();
        }
        int size = value.content().size();
        Bytes content =
                Bytes.copyOf(
                        value.content()
                                .segment()
                                .asSlice((long) index * PART_BYTES, partBytes(size, index)));
        return Optional.of(
                new Part(value.name(), value.version(), size, checksum(value), index, content));
    }

    /** How many parts answer a want at most. */
    int parts(Want want) {
        return get(want.name()).map(value -> parts(value.content().size())).orElse(0);
    }

    /** A part has come; the value, when it is whole now and newer than what was here. */
    Optional<Value> take(Part part) {
        Assembly assembly = coming.get(part.name());
        if (assembly == null || assembly.version() != part.version()) {
            return Optional.empty();
        }
        Optional<Value> value = assembly.take(part);
        value.ifPresent(this::keep);
        return value;
    }

    /** A tick has passed: what to ask for again, by whom to ask. */
    Map<Want, NodeId> wantAgain() {
        Map<Want, NodeId> again = new HashMap<>();
        for (Iterator<Assembly> all = coming.values().iterator(); all.hasNext(); ) {
            Assembly assembly = all.next();
            boolean stuck = assembly.isStuck();
            if (assembly.isHopeless()) {
                all.remove();
            } else if (stuck) {
                again.put(assembly.want(), assembly.source());
            }
        }
        return again;
    }
}
