package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.ClusterStatus;
import dev.cairn.api.AdminService.KeyPlacement;
import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.AdminService.RingStatus;
import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.version.Version;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** What the node tells about itself and its cluster. Safe for all threads. */
final class AdminApi {
    private final AdminService admin;
    private final String version;

    AdminApi(AdminService admin, String version) {
        this.admin = admin;
        this.version = version;
    }

    Response health(String which) {
        return switch (which) {
            case "live" -> status("live");
            case "ready" ->
                    admin.ready()
                            ? status("ready")
                            : Problem.of(
                                    ErrorCode.UNAVAILABLE,
                                    "the node starts, drains or has not joined yet");
            default -> Problem.of(ErrorCode.NOT_FOUND, "there are /health/live and /health/ready");
        };
    }

    private static Response status(String status) {
        return Response.json(200, Json.object(json -> json.writeStringProperty("status", status)));
    }

    Response version() {
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeStringProperty("version", version);
                    json.writeStringProperty("node", admin.cluster().self().name());
                }));
    }

    Response members() {
        ClusterStatus cluster = admin.cluster();
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeStringProperty("cluster", cluster.id().toString());
                    json.writeStringProperty("node", cluster.self().name());
                    json.writeNumberProperty("epoch", cluster.epoch());
                    json.writeName("members").writeStartArray();
                    cluster.members().forEach(member -> member(member, json));
                    json.writeEndArray();
                }));
    }

    private static void member(MemberStatus status, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("id", status.member().id().name());
        json.writeStringProperty("state", status.member().state().name());
        json.writeStringProperty("liveness", status.liveness().name());
        json.writeStringProperty("address", status.member().address().toString());
        json.writeStringProperty("dc", status.member().zone().datacentre());
        json.writeStringProperty("rack", status.member().zone().rack());
        json.writeNumberProperty("weight", status.member().weight());
        json.writeNumberProperty("ownership", status.ownership());
        json.writeName("load").writeStartObject();
        json.writeNumberProperty("requestsPerSecond", status.load().requestsPerSecond());
        json.writeNumberProperty("storedBytes", status.load().storedBytes());
        json.writeNumberProperty("rebuildingSlices", status.load().rebuildingSlices());
        json.writeEndObject();
        json.writeStringProperty("version", status.version());
        json.writeBooleanProperty("draining", status.draining());
        json.writeEndObject();
    }

    /** The change that {@code /v1/members/{id}/{operation}} asks for. */
    MemberChange change(Target target, HttpHeaders headers) {
        NodeId node = new NodeId(target.text(2));
        String operation = target.text(3);
        Set<String> known =
                switch (operation) {
                    case "weight" -> Set.of("weight");
                    case "replace" -> Set.of("by");
                    case "remove" -> Set.of("force");
                    default -> Set.of();
                };
        Parameters parameters = Parameters.of(target, headers, known);
        return switch (operation) {
            case "leave" -> new MemberChange.Leave(node);
            case "stay" -> new MemberChange.Stay(node);
            case "remove" -> new MemberChange.Remove(node);
            case "replace" -> {
                String by = parameters.bytes("by").map(Bytes::utf8).orElse("");
                yield new MemberChange.Replace(node, new NodeId(by));
            }
            case "weight" -> new MemberChange.Weigh(node, weight(parameters));
            default ->
                    throw new KvException(
                            ErrorCode.NOT_FOUND,
                            "a member can leave, stay, drain, be removed (remove), replaced (replace)"
                                    + " and get a weight");
        };
    }

    private static int weight(Parameters parameters) {
        String text = parameters.bytes("weight").map(Bytes::utf8).orElse("");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "weight= is a number, not \"" + text + "\"");
        }
    }

    /** Whether a removal is to go on without a majority of the voters. */
    static boolean isForced(Target target, HttpHeaders headers) {
        return target.text(3).equals("remove")
                && Parameters.of(target, headers, Set.of("force")).isTrue("force");
    }

    /** Begins a change; answers the topology's epoch in which it is noted. */
    void begin(MemberChange change, boolean forced, Consumer<Response> done) {
        Answer<Topology> answer = begun(done);
        if (forced) {
            admin.force(change.node(), answer);
        } else {
            admin.change(change, answer);
        }
    }

    private static Answer<Topology> begun(Consumer<Response> done) {
        return new Answer<>() {
            @Override
            public void succeeded(Topology begun) {
                done.accept(
                        Response.json(
                                202,
                                Json.object(
                                        json -> json.writeNumberProperty("epoch", begun.epoch()))));
            }

            @Override
            public void failed(KvError error) {
                done.accept(Problem.of(error));
            }
        };
    }

    /** The whole ring, or with {@code key=} where that key lies. */
    Response ring(Target target, HttpHeaders headers) {
        Parameters parameters = Parameters.of(target, headers, Set.of("key", "bucket"));
        Optional<Bytes> key = parameters.bytes("key");
        if (key.isPresent()) {
            String bucket = parameters.bytes("bucket").map(Bytes::utf8).orElse(Key.DEFAULT_BUCKET);
            KeyPlacement placement = admin.locate(new Key(bucket, key.get()));
            return Response.json(
                    200,
                    Json.object(json -> {
                        placement(placement, json);
                        Json.nodes("fallbacks", placement.fallbacks(), json);
                    }));
        }
        RingStatus ring = admin.ring();
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeNumberProperty("epoch", ring.epoch());
                    json.writeName("runs").writeStartArray();
                    for (RingStatus.Run run : ring.runs()) {
                        json.writeStartObject();
                        json.writeNumberProperty("first", run.first());
                        json.writeNumberProperty("last", run.last());
                        Json.nodes("owners", run.owners(), json);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }));
    }

    /**
     * The token is a string: as a number it would be rounded by readers whose numbers are doubles.
     */
    private static void placement(KeyPlacement placement, JsonGenerator json) {
        json.writeStringProperty("bucket", placement.key().bucket());
        json.writeStringProperty("key", placement.key().bytes().utf8());
        json.writeBinaryProperty("key64", placement.key().bytes().toByteArray());
        json.writeStringProperty("token", Long.toUnsignedString(placement.token()));
        json.writeNumberProperty("slice", placement.slice());
        json.writeNumberProperty("epoch", placement.epoch());
        Json.nodes("owners", placement.owners(), json);
    }

    void explain(Key key, Consumer<Response> done) {
        admin.explain(
                key,
                new Answer<>() {
                    @Override
                    public void succeeded(Explanation explanation) {
                        done.accept(Response.json(200, explanation(explanation)));
                    }

                    @Override
                    public void failed(KvError error) {
                        done.accept(Problem.of(error));
                    }
                });
    }

    private static byte[] explanation(Explanation explanation) {
        return Json.object(json -> {
            placement(explanation.placement(), json);
            json.writeName("replicas").writeStartArray();
            for (Explanation.Replica replica : explanation.replicas()) {
                json.writeStartObject();
                json.writeStringProperty("node", replica.node().name());
                json.writeBooleanProperty("reachable", replica.reachable());
                json.writeName("siblings").writeStartArray();
                replica.versions().forEach(version -> version(version, json));
                json.writeEndArray();
                Json.nodes("hints", replica.hintsFor(), json);
                replica.acceptor().ifPresent(acceptor -> acceptor(acceptor, json));
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.siblings("resolved", explanation.resolved(), json);
        });
    }

    private static void acceptor(Explanation.Acceptor acceptor, JsonGenerator json) {
        json.writeName("register").writeStartObject();
        json.writeStringProperty("storage", Long.toUnsignedString(acceptor.storage(), 16));
        json.writeBooleanProperty("votes", acceptor.votes());
        json.writeStringProperty("promised", acceptor.promised());
        acceptor.accepted()
                .ifPresent(accepted -> {
                    json.writeStringProperty("accepted", accepted.ballot());
                    json.writeNumberProperty("version", accepted.version());
                    json.writeNumberProperty("timestamp", accepted.timestampMillis());
                    json.writeBooleanProperty("tombstone", accepted.value().isEmpty());
                    accepted.value()
                            .ifPresent(value -> {
                                value.expiresMillis()
                                        .ifPresent(at -> json.writeNumberProperty("expires", at));
                                json.writeBinaryProperty("value", value.value().toByteArray());
                            });
                });
        json.writeEndObject();
    }

    private static void version(Version version, JsonGenerator json) {
        json.writeStartObject();
        json.writeName("clock");
        Json.clock(version.clock(), json);
        json.writeName("dot").writeStartArray();
        json.writeString(version.dot().actor().node().name());
        json.writeNumber(version.dot().counter());
        json.writeEndArray();
        json.writeNumberProperty("timestamp", version.timestamp().millis());
        json.writeBooleanProperty("tombstone", version.tombstone());
        version.expiresMillis().ifPresent(at -> json.writeNumberProperty("expires", at));
        json.writeBinaryProperty("value", version.value().toByteArray());
        json.writeEndObject();
    }

    Response plugins() {
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeName("plugins").writeStartArray();
                    for (AdminService.PluginStatus plugin : admin.plugins()) {
                        json.writeStartObject();
                        json.writeStringProperty("service", plugin.service());
                        json.writeStringProperty("name", plugin.name());
                        json.writeStringProperty("module", plugin.module());
                        json.writeBooleanProperty("active", plugin.active());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }));
    }
}
