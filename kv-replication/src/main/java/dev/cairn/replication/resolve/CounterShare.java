package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.Optional;

/**
 * What one actor has counted. Its bytes are drawn in docs/formats/item.md under "counters".
 *
 * @param total what it has counted without names, or under names that it has forgotten
 * @param remembered what it has counted under names
 */
record CounterShare(long total, Remembered remembered) {
    static final CounterShare NOTHING = new CounterShare(0, Remembered.NOTHING);

    private static final int FORMAT = 1;

    /** The longest number of 64 bits. */
    private static final int MAX_DIGITS = 20;

    /** Without names a number in decimal, as it always was. */
    Bytes encode() {
        if (remembered.isNothing()) {
            return Bytes.utf8(Long.toString(total));
        }
        ActorTable actors = ActorTable.of(remembered.dots());
        WireWriter writer = new WireWriter(64 + 24 * remembered.tries().size());
        writer.u8(FORMAT);
        actors.write(writer);
        writer.varint(Remembered.zigzag(total));
        remembered.write(actors, writer);
        return writer.toBytes();
    }

    /** What a version says; empty when it is no share. A tombstone says nothing. */
    static Optional<CounterShare> of(Version version) {
        Bytes value = version.value();
        if (version.tombstone()) {
            return Optional.of(NOTHING);
        }
        try {
            if (!value.isEmpty() && value.at(0) == FORMAT) {
                return Optional.of(decode(value));
            }
            return value.isEmpty() || value.size() > MAX_DIGITS
                    ? Optional.empty()
                    : Optional.of(
                            new CounterShare(Long.parseLong(value.utf8()), Remembered.NOTHING));
        } catch (NumberFormatException | MalformedException | KvException noShare) {
            return Optional.empty();
        }
    }

    private static CounterShare decode(Bytes value) {
        WireReader reader = new WireReader(value);
        reader.u8();
        ActorTable actors = ActorTable.read(reader);
        long total = Remembered.unzigzag(reader.varint());
        Remembered remembered = Remembered.read(actors, reader);
        reader.end();
        return new CounterShare(total, remembered);
    }
}
