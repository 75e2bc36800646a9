package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.Answer;
import dev.cairn.api.Drain;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** What takes its time on this node or in the cluster. Safe for all threads. */
final class TaskApi {
    private final AdminService admin;

    TaskApi(AdminService admin) {
        this.admin = admin;
    }

    /** Takes the node out of service, or back; answers how far it is. */
    void drain(Target target, HttpHeaders headers, Consumer<Response> done) {
        boolean undo = Parameters.of(target, headers, Set.of("undo")).isTrue("undo");
        admin.drain(
                new NodeId(target.text(2)),
                undo,
                new Answer<>() {
                    @Override
                    public void succeeded(Optional<Drain> drain) {
                        done.accept(
                                Response.json(
                                        202,
                                        Json.object(json -> {
                                            json.writeName("tasks").writeStartArray();
                                            drain.ifPresent(present -> task(present, json));
                                            json.writeEndArray();
                                        })));
                    }

                    @Override
                    public void failed(KvError error) {
                        done.accept(Problem.of(error));
                    }
                });
    }

    private static void task(Drain drain, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("kind", "drain");
        json.writeStringProperty("node", drain.node().name());
        json.writeStringProperty("step", drain.step().name());
        json.writeNumberProperty("left", drain.left());
        json.writeEndObject();
    }

    /**
     * The change that runs, how far this node is out of service, and which members rebuild what a
     * disk held, where that is so.
     */
    Response tasks() {
        Topology topology = admin.topology();
        List<MemberStatus> rebuilding =
                admin.cluster().members().stream()
                        .filter(member -> member.load().rebuildingSlices() > 0)
                        .toList();
        return Response.json(
                200,
                Json.object(json -> {
                    json.writeNumberProperty("epoch", topology.epoch());
                    json.writeName("tasks").writeStartArray();
                    topology.change().ifPresent(change -> task(topology, change, json));
                    admin.drain().ifPresent(drain -> task(drain, json));
                    if (!rebuilding.isEmpty()) {
                        task(rebuilding, json);
                    }
                    json.writeEndArray();
                }));
    }

    private static void task(List<MemberStatus> rebuilding, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("kind", "rebuild");
        json.writeName("members").writeStartArray();
        for (MemberStatus member : rebuilding) {
            json.writeStartObject();
            json.writeStringProperty("id", member.member().id().name());
            json.writeNumberProperty("slices", member.load().rebuildingSlices());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void task(Topology topology, Change change, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("kind", "change-of-owners");
        json.writeNumberProperty("since", change.since());
        json.writeStringProperty("phase", change.phase().name());
        json.writeName("members").writeStartArray();
        for (Member target : change.targets()) {
            json.writeStartObject();
            json.writeStringProperty("id", target.id().name());
            json.writeStringProperty(
                    "from",
                    topology.member(target.id()).map(Member::state).orElse(target.state()).name());
            json.writeStringProperty("to", target.state().name());
            json.writeNumberProperty("weight", target.weight());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
