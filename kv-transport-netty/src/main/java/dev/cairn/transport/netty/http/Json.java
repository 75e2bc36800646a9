package dev.cairn.transport.netty.http;

import dev.cairn.api.Receipt;
import dev.cairn.api.Sibling;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.VectorClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes JSON; pure ASCII, so that a header may carry it too. */
final class Json {
    static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /** The bytes of one object whose members {@code members} writes. */
    static byte[] object(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** The same as text. */
    static String objectText(Consumer<JsonGenerator> members) {
        return new String(object(members), StandardCharsets.US_ASCII);
    }

    static void clock(VectorClock clock, JsonGenerator json) {
        json.writeStartObject();
        counters(clock, json);
        json.writeEndObject();
    }

    /** The members of a clock's object. */
    static void counters(VectorClock clock, JsonGenerator json) {
        clock.counters().forEach(json::writeNumberProperty);
    }

    static void nodes(String name, List<NodeId> nodes, JsonGenerator json) {
        json.writeName(name).writeStartArray();
        nodes.forEach(node -> json.writeString(node.name()));
        json.writeEndArray();
    }

    /** The array of siblings that a reader has to resolve. */
    static void siblings(String name, List<Sibling> siblings, JsonGenerator json) {
        json.writeName(name).writeStartArray();
        for (Sibling sibling : siblings) {
            json.writeStartObject();
            json.writeBinaryProperty("value", sibling.value().toByteArray());
            json.writeName("clock");
            clock(sibling.clock(), json);
            json.writeNumberProperty("timestamp", sibling.timestampMillis());
            sibling.expiresMillis().ifPresent(at -> json.writeNumberProperty("expires", at));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The members of a receipt's object. */
    static void receipt(Receipt receipt, JsonGenerator json) {
        json.writeNumberProperty("required", receipt.required());
        json.writeNumberProperty("epoch", receipt.epoch());
        json.writeBooleanProperty("sloppy", receipt.sloppy());
        if (receipt.mayBeStale()) {
            json.writeBooleanProperty("mayBeStale", true);
        }
        if (receipt.forced()) {
            json.writeBooleanProperty("forced", true);
        }
        json.writeBooleanProperty("durable", receipt.durable());
        json.writeName("replicas").writeStartArray();
        for (Receipt.ReplicaAnswer answer : receipt.answers()) {
            json.writeStartObject();
            json.writeStringProperty("node", answer.node().name());
            json.writeStringProperty("zone", answer.zone().toString());
            json.writeBooleanProperty("durable", answer.durable());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
