package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The properties of buckets. Safe for all threads. */
final class BucketApi {
    private final AdminService admin;

    BucketApi(AdminService admin) {
        this.admin = admin;
    }

    /** The names of buckets that have properties of their own. */
    Response buckets() {
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeName("buckets").writeStartArray();
                    admin.buckets().keySet().stream().sorted().forEach(json::writeString);
                    json.writeEndArray();
                }));
    }

    /** The properties by the names that the configuration gives them. */
    Response bucket(String name) {
        check(name);
        return shown(name, admin.bucket(name));
    }

    private static void check(String name) {
        if (!Key.isBucketName(name)) {
            throw new KvException(ErrorCode.BAD_REQUEST, "\"" + name + "\" is no name of a bucket");
        }
    }

    private static Response shown(String name, BucketProperties bucket) {
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeStringProperty("name", name);
                    json.writeNumberProperty("version", bucket.version());
                    json.writeNumberProperty("n", bucket.n());
                    json.writeStringProperty("r", bucket.r().toString());
                    json.writeStringProperty("w", bucket.w().toString());
                    json.writeStringProperty("resolver", bucket.resolver());
                    json.writeStringProperty("mode", bucket.mode().name().toLowerCase(Locale.ROOT));
                    json.writeStringProperty(
                            "blind-writes", bucket.blindWrites().name().toLowerCase(Locale.ROOT));
                    bucket.ttl()
                            .ifPresent(
                                    ttl -> json.writeStringProperty("ttl", ttl.toMillis() + "ms"));
                    json.writeNumberProperty("max-pair-bytes", bucket.maxPairBytes());
                    json.writeNumberProperty("max-clock-entries", bucket.maxClockEntries());
                }));
    }

    /** Changes what the body names, a JSON object; answers all properties. */
    void set(String name, Bytes body, Consumer<Response> done) {
        Map<String, String> changes;
        try {
            check(name);
            changes = changes(body.toByteArray());
        } catch (KvException refused) {
            done.accept(Problem.of(refused.error()));
            return;
        }
        admin.setBucket(
                name,
                changes,
                new Answer<>() {
                    @Override
                    public void succeeded(BucketProperties now) {
                        done.accept(shown(name, now));
                    }

                    @Override
                    public void failed(KvError error) {
                        done.accept(Problem.of(error));
                    }
                });
    }

    private static Map<String, String> changes(byte[] body) {
        Map<String, String> changes = new LinkedHashMap<>();
        try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("the body is a JSON object of properties");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String property = json.currentName();
                if (!json.nextToken().isScalarValue()) {
                    throw malformed(property + " is a string or a number");
                }
                changes.put(property, json.getString());
            }
        } catch (JacksonException noJson) {
            throw malformed("the body is no JSON: " + noJson.getOriginalMessage());
        }
        if (changes.isEmpty()) {
            throw malformed("the body names no property");
        }
        return changes;
    }

    private static KvException malformed(String detail) {
        return new KvException(ErrorCode.BAD_REQUEST, detail);
    }
}
