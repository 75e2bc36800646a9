package dev.cairn.replication.coordinator;

import dev.cairn.api.OperationId;
import dev.cairn.api.version.Dot;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.replica.StorageKey;
import java.util.Base64;

/**
 * The id that the store gives a write whose caller brought none, drawn in
 * docs/formats/peer-messages.md under "operation id": token, time and dot, and the bucket in clear
 * where there is room for it.
 */
final class WriteId {
    private static final int FORMAT = 1;
    private static final int OF_REGISTER = 2;

    private WriteId() {}

    /**
     * The id of the write {@code dot}, minted at {@code millis} since 1970. The node is told by its
     * storage id.
     */
    static OperationId of(StorageKey key, long millis, Dot dot) {
        WireWriter writer = new WireWriter(48);
        writer.u8(FORMAT).i64(key.token()).varint(millis);
        writer.i64(dot.actor().storage()).varint(dot.actor().epoch()).varint(dot.counter());
        return id(key, writer);
    }

    /** The id of a write to a register, told by a number that was drawn for it. */
    static OperationId of(StorageKey key, long millis, long drawn) {
        WireWriter writer = new WireWriter(32);
        writer.u8(OF_REGISTER).i64(key.token()).varint(Math.max(0, millis)).i64(drawn);
        return id(key, writer);
    }

    private static OperationId id(StorageKey key, WireWriter writer) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(writer.toByteArray());
        String whole = text + "." + key.key().bucket();
        return new OperationId(whole.length() <= OperationId.MAX_LENGTH ? whole : text);
    }
}
