package dev.cairn.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Drain;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AdminApiTest {
    private final FixedAdmin admin = new FixedAdmin();
    private final AdminApi api = new AdminApi(admin, "0.1");
    private final TaskApi tasks = new TaskApi(admin);

    private static String text(Response response) {
        assertThat(response.status()).isEqualTo(200);
        return new String(response.body(), StandardCharsets.US_ASCII);
    }

    private String ring(String target) {
        return text(api.ring(Target.parse(target), EmptyHttpHeaders.INSTANCE));
    }

    @Test
    void membersAreListedWithWhatIsKnownOfThem() {
        assertThat(text(api.members()))
                .isEqualTo(
                        "{\"cluster\":\"000000000000ca12\",\"node\":\"n1\",\"epoch\":3,\"members\":["
                                + "{\"id\":\"n1\",\"state\":\"ACTIVE\",\"liveness\":\"ALIVE\",\"address\":\"127.0.0.1:4700\","
                                + "\"dc\":\"dc1\",\"rack\":\"r1\",\"weight\":100,\"ownership\":0.5,"
                                + "\"load\":{\"requestsPerSecond\":12.5,\"storedBytes\":4096,\"rebuildingSlices\":0},\"version\":\"0.1\","
                                + "\"draining\":false},"
                                + "{\"id\":\"n2\",\"state\":\"ACTIVE\",\"liveness\":\"DEAD\",\"address\":\"127.0.0.1:4710\","
                                + "\"dc\":\"dc1\",\"rack\":\"r1\",\"weight\":100,\"ownership\":0.5,"
                                + "\"load\":{\"requestsPerSecond\":12.5,\"storedBytes\":4096,\"rebuildingSlices\":0},\"version\":\"0.1\","
                                + "\"draining\":false}]}");
    }

    @Test
    void theChangeThatRunsIsATaskWithItsPhaseAndItsMembers() {
        assertThat(text(tasks.tasks())).isEqualTo("{\"epoch\":3,\"tasks\":[]}");
        admin.change = Optional.of(new MemberChange.Weigh(new NodeId("n2"), 50));
        assertThat(text(tasks.tasks()))
                .isEqualTo(
                        "{\"epoch\":4,\"tasks\":[{\"kind\":\"change-of-owners\",\"since\":4,"
                                + "\"phase\":\"WRITE_BOTH_READ_OLD\",\"members\":[{\"id\":\"n2\","
                                + "\"from\":\"ACTIVE\",\"to\":\"ACTIVE\",\"weight\":50}]}]}");
    }

    @Test
    void aMemberThatReadsWhatALostDiskHeldIsATask() {
        admin.rebuildingSlices = 7;
        assertThat(text(tasks.tasks()))
                .isEqualTo(
                        "{\"epoch\":3,\"tasks\":[{\"kind\":\"rebuild\","
                                + "\"members\":[{\"id\":\"n2\",\"slices\":7}]}]}");
    }

    @Test
    void aNodeOutOfServiceIsATaskWithWhatIsLeft() {
        admin.drain = Optional.of(new Drain(new NodeId("n1"), Drain.Step.HINTS, 12));
        assertThat(text(tasks.tasks()))
                .isEqualTo(
                        "{\"epoch\":3,\"tasks\":[{\"kind\":\"drain\",\"node\":\"n1\","
                                + "\"step\":\"HINTS\",\"left\":12}]}");
    }

    @Test
    void theRingIsRunsOfSlicesAndOneKeyIsItsPlace() {
        assertThat(ring("/v1/ring"))
                .isEqualTo(
                        "{\"epoch\":3,\"runs\":[{\"first\":0,\"last\":99,\"owners\":[\"n1\",\"n2\"]},"
                                + "{\"first\":100,\"last\":65535,\"owners\":[\"n2\",\"n1\"]}]}");
        assertThat(ring("/v1/ring?key=a%ff&bucket=c"))
                .isEqualTo(
                        "{\"bucket\":\"c\",\"key\":\"a\\uFFFD\",\"key64\":\"Yf8=\","
                                + "\"token\":\"18446744073709551615\",\"slice\":65535,\"epoch\":3,"
                                + "\"owners\":[\"n2\",\"n1\"],\"fallbacks\":[]}");
        assertThat(ring("/v1/ring?key=a")).startsWith("{\"bucket\":\"default\"");
    }

    @Test
    void explainShowsEveryReplica() {
        List<Response> answers = new ArrayList<>();
        api.explain(new Key("b", Bytes.utf8("k")), answers::add);
        assertThat(text(answers.getFirst()))
                .isEqualTo(
                        "{\"bucket\":\"b\",\"key\":\"k\",\"key64\":\"aw==\",\"token\":\"18446744073709551615\","
                                + "\"slice\":65535,\"epoch\":3,\"owners\":[\"n2\",\"n1\"],\"replicas\":["
                                + "{\"node\":\"n2\",\"reachable\":false,\"siblings\":[],\"hints\":[]},"
                                + "{\"node\":\"n1\",\"reachable\":true,\"siblings\":[{\"clock\":{\"n1\":3},\"dot\":[\"n1\",3],"
                                + "\"timestamp\":1700000000000,\"tombstone\":false,\"value\":\"dg==\"}],\"hints\":[\"n2\"]}],"
                                + "\"resolved\":[{\"value\":\"dg==\",\"clock\":{\"n1\":3},\"timestamp\":1700000000000}]}");
    }

    @Test
    void explainShowsEveryAcceptorOfARegister() {
        List<Response> answers = new ArrayList<>();
        api.explain(new Key("registers", Bytes.utf8("k")), answers::add);
        assertThat(text(answers.getFirst()))
                .contains(
                        "\"replicas\":[{\"node\":\"n1\",\"reachable\":true,\"siblings\":[],\"hints\":[],"
                                + "\"register\":{\"storage\":\"1f\",\"votes\":true,\"promised\":\"8.77\","
                                + "\"accepted\":\"7.9a3c\",\"version\":3,\"timestamp\":1700000000000,"
                                + "\"tombstone\":false,\"value\":\"dg==\"}}]");
    }

    @Test
    void bucketsPluginsAndVersionAreTold() {
        assertThat(text(new BucketApi(admin).buckets()))
                .isEqualTo("{\"buckets\":[\"*\",\"redis:*\"]}");
        assertThat(text(new BucketApi(admin).bucket("b")))
                .isEqualTo(
                        "{\"name\":\"b\",\"version\":0,\"n\":3,\"r\":\"QUORUM\",\"w\":\"QUORUM\","
                                + "\"resolver\":\"siblings\",\"mode\":\"eventual\",\"blind-writes\":\"supersede\","
                                + "\"max-pair-bytes\":10240,\"max-clock-entries\":32}");
        assertThat(text(api.plugins()))
                .isEqualTo(
                        "{\"plugins\":[{\"service\":\"transport\",\"name\":\"netty\","
                                + "\"module\":\"dev.cairn.transport.netty\",\"active\":true}]}");
        assertThat(text(api.version())).isEqualTo("{\"version\":\"0.1\",\"node\":\"n1\"}");
    }

    @Test
    void healthFollowsTheNode() {
        assertThat(text(api.health("live"))).contains("live");
        assertThat(text(api.health("ready"))).contains("ready");
        admin.ready = false;
        assertThat(api.health("ready").status()).isEqualTo(503);
        assertThat(api.health("live").status()).isEqualTo(200);
        assertThat(api.health("well").status()).isEqualTo(404);
    }
}
