package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/** The protocol as Jedis speaks it, over a data service that answers late and out of order. */
@NoLeaks
@Timeout(120)
final class RespProtocolTest {
    private static final RespConfig CONFIG = new RespConfig(true, 0, 100, 64, 1 << 20);
    private static final int PATIENCE_MILLIS = 60_000;

    private final List<ThreadLane> lanes = ThreadLane.start(2);
    private final ScheduledThreadPoolExecutor late = new ScheduledThreadPoolExecutor(1);
    private final MemoryKeyValues data =
            new MemoryKeyValues(task ->
                    late.schedule(
                            task,
                            ThreadLocalRandom.current().nextInt(1_500),
                            TimeUnit.MICROSECONDS));
    private ClientProtocol server;
    private Jedis jedis;

    @BeforeEach
    void start() throws IOException {
        server =
                new RespProvider()
                        .start(
                                CONFIG,
                                data,
                                new OneNode(),
                                new ClientProtocol.Env(
                                        "127.0.0.1",
                                        List.copyOf(lanes),
                                        Runnable::run,
                                        "0.1",
                                        event -> {}));
        jedis = connect(RedisProtocol.RESP2);
    }

    private Jedis connect(RedisProtocol protocol) {
        return new Jedis(
                new HostAndPort(server.address().host(), server.address().port()),
                DefaultJedisClientConfig.builder()
                        .protocol(protocol)
                        .timeoutMillis(PATIENCE_MILLIS)
                        .build());
    }

    @AfterEach
    void stop() {
        jedis.close();
        server.close();
        lanes.forEach(ThreadLane::close);
        late.shutdownNow();
        lanes.forEach(lane -> assertThat(lane.failures()).isEmpty());
    }

    @Test
    void whatIsSetIsRead() {
        assertThat(jedis.get("a")).isNull();
        assertThat(jedis.set("a", "1")).isEqualTo("OK");
        assertThat(jedis.get("a")).isEqualTo("1");
        assertThat(jedis.strlen("a")).isEqualTo(1);
        assertThat(data.value(new Key("redis:0", Bytes.utf8("a")))).isEqualTo(Bytes.utf8("1"));
    }

    @Test
    void keysAndValuesMayBeAnyBytes() {
        byte[] key = {0, 13, 10, -1};
        byte[] value = new byte[10_000];
        ThreadLocalRandom.current().nextBytes(value);
        jedis.set(key, value);
        assertThat(jedis.get(key)).isEqualTo(value);
    }

    @Test
    void severalKeysAtOnce() {
        assertThat(jedis.mset("a", "1", "b", "2", "a", "3")).isEqualTo("OK");
        assertThat(jedis.mget("a", "x", "b", "a")).containsExactly("3", null, "2", "3");
        assertThat(jedis.exists("a", "a", "x")).isEqualTo(2);
        assertThat(jedis.del("a", "x")).isEqualTo(1);
        assertThat(jedis.unlink("b")).isEqualTo(1);
        assertThat(jedis.exists("a")).isFalse();
    }

    @Test
    void aLifetimeComesWithTheValue() {
        jedis.sendCommand(Protocol.Command.SETEX, "a", "30", "1");
        jedis.set("b", "2", SetParams.setParams().px(1_500));
        Key a = new Key("redis:0", Bytes.utf8("a"));
        Key b = new Key("redis:0", Bytes.utf8("b"));
        assertThat(
                        data.sibling(a).expiresMillis().orElseThrow()
                                - data.sibling(a).timestampMillis())
                .isEqualTo(30_000);
        assertThat(
                        data.sibling(b).expiresMillis().orElseThrow()
                                - data.sibling(b).timestampMillis())
                .isEqualTo(1_500);
        assertThatThrownBy(() -> jedis.sendCommand(Protocol.Command.SETEX, "a", "0", "1"))
                .hasMessageContaining("invalid expire time");
    }

    @Test
    void selectChangesTheBucket() {
        jedis.set("a", "zero");
        jedis.select(3);
        assertThat(jedis.get("a")).isNull();
        jedis.set("a", "three");
        jedis.select(0);
        assertThat(jedis.get("a")).isEqualTo("zero");
        assertThat(data.value(new Key("redis:3", Bytes.utf8("a")))).isEqualTo(Bytes.utf8("three"));
        assertThatThrownBy(() -> jedis.select(10_000)).isInstanceOf(JedisDataException.class);
    }

    @Test
    void resp3IsSpokenToThoseWhoAskForIt() {
        try (Jedis modern = connect(RedisProtocol.RESP3)) {
            assertThat(modern.ping()).isEqualTo("PONG");
            assertThat(modern.get("nothing")).isNull();
            assertThat(modern.mset("a", "1")).isEqualTo("OK");
            assertThat(modern.mget("a", "b")).containsExactly("1", null);
            assertThat(modern.configGet("save")).containsEntry("save", "");
        }
    }

    @Test
    void pipelinedRepliesKeepTheirOrderAndAConnectionReadsItsOwnWrites() {
        Pipeline pipeline = jedis.pipelined();
        List<Response<String>> replies = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String key = "k" + i % 50;
            pipeline.set(key, "v" + i);
            replies.add(pipeline.get(key));
            expected.add("v" + i);
        }
        pipeline.sync();
        assertThat(replies).extracting(Response::get).isEqualTo(expected);
        assertThat(data.mostInFlight()).isBetween(2, CONFIG.maxInFlight());
    }

    @Test
    void concurrentValuesAreAnErrorThatSaysSo() {
        data.conflict(new Key("redis:0", Bytes.utf8("a")), "x", "y");
        assertThatThrownBy(() -> jedis.get("a"))
                .hasMessageContaining("2 concurrent values")
                .hasMessageContaining("redis:0")
                .hasMessageContaining("lww");
        assertThat(jedis.del("a")).isEqualTo(1);
        assertThat(jedis.get("a")).isNull();
    }

    @Test
    void whatReadsBeforeItWritesNamesTheModeThatCanDoIt() {
        List<Runnable> calls =
                List.of(
                        () -> jedis.sendCommand(Protocol.Command.SETNX, "a", "1"),
                        () -> jedis.set("a", "1", SetParams.setParams().nx()),
                        () -> jedis.set("a", "1", SetParams.setParams().xx()),
                        () -> jedis.set("a", "1", SetParams.setParams().keepTtl()),
                        () -> jedis.setGet("a", "1"),
                        () -> jedis.incr("a"),
                        () -> jedis.append("a", "1"),
                        () -> jedis.getDel("a"));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .hasMessageContaining("mode=linearizable")
                    .hasMessageContaining("redis:0");
        }
        assertThat(data.requests).isEmpty();
    }

    @Test
    void whatReadsBeforeItWritesLeavesTheTimeOfAValueThatExpires() {
        jedis.select(1);
        Key timed = new Key("redis:1", Bytes.utf8("t"));
        assertThat(jedis.set("t", "1", SetParams.setParams().nx().ex(60))).isEqualTo("OK");
        assertThat(data.sibling(timed).expiresMillis()).isPresent();
        assertThat(jedis.incr("t")).isEqualTo(2);
        assertThat(data.sibling(timed).expiresMillis()).isPresent();
        assertThat(jedis.setGet("t", "3")).isEqualTo("2");
        assertThat(data.sibling(timed).expiresMillis()).isEmpty();
    }

    @Test
    void aLinearizableBucketReadsAndWritesAtOneMoment() {
        jedis.select(1);
        assertThat(jedis.setnx("a", "1")).isEqualTo(1);
        assertThat(jedis.setnx("a", "2")).isZero();
        assertThat(jedis.set("a", "3", SetParams.setParams().nx())).isNull();
        assertThat(jedis.set("a", "5", SetParams.setParams().xx())).isEqualTo("OK");
        assertThat(jedis.incr("a")).isEqualTo(6);
        assertThat(jedis.decrBy("a", 10)).isEqualTo(-4);
        assertThat(jedis.append("a", "2")).isEqualTo(3);
        assertThat(jedis.setGet("a", "x")).isEqualTo("-42");
        assertThatThrownBy(() -> jedis.incr("a")).hasMessageContaining("not an integer");
        assertThat(jedis.getDel("a")).isEqualTo("x");
        assertThat(jedis.getDel("a")).isNull();
        assertThat(jedis.incr("a")).isEqualTo(1);
        assertThat(jedis.del("a", "b")).isEqualTo(1);
        assertThat(jedis.exists("a")).isFalse();
    }

    @Test
    void noIncrementIsLostBetweenTwoConnections() {
        jedis.select(1);
        try (Jedis other = connect(RedisProtocol.RESP2)) {
            other.select(1);
            Pipeline one = jedis.pipelined();
            Pipeline two = other.pipelined();
            for (int i = 0; i < 20; i++) {
                one.incr("n");
                two.incr("n");
            }
            one.sync();
            two.sync();
        }
        assertThat(jedis.get("n")).isEqualTo("40");
    }

    @Test
    void errorsOfTheStoreComeWithTheirCode() {
        assertThatThrownBy(() -> jedis.get("fail:a"))
                .hasMessage("UNAVAILABLE 1 of 2 replicas answered");
        data.failWith(KvError.of(ErrorCode.OVERLOADED, "too many requests in flight"));
        assertThatThrownBy(() -> jedis.set("fail:a", "1"))
                .hasMessage("OVERLOADED too many requests in flight");
        data.failWith(KvError.of(ErrorCode.TOO_LARGE, "the pair has 20000 bytes"));
        assertThatThrownBy(() -> jedis.mset("fail:a", "1", "b", "2"))
                .hasMessageContaining("1 of 2 keys failed")
                .hasMessageContaining("TOO_LARGE");
        assertThatThrownBy(() -> jedis.get("")).hasMessageContaining("the key is empty");
        assertThatThrownBy(() -> jedis.set("x".repeat(5_000), "1")).hasMessageContaining("4096");
        assertThat(jedis.ping()).isEqualTo("PONG");
    }

    @Test
    void keysAreScannedAndCounted() {
        jedis.mset("a", "1", "b", "2");
        assertThat(jedis.scan("0").getResult()).containsExactlyInAnyOrder("a", "b");
        assertThat(jedis.scan("0").getCursor()).isEqualTo("0");
        assertThat(jedis.dbSize()).isEqualTo(2);
    }

    @Test
    void howLongAValueLivesIsToldEverywhereAndChangedInALinearizableBucket() {
        jedis.select(1);
        assertThat(jedis.ttl("t")).isEqualTo(-2);
        assertThat(jedis.type("t")).isEqualTo("none");
        assertThat(jedis.expire("t", 60)).isZero();
        jedis.set("t", "v");
        Key key = new Key("redis:1", Bytes.utf8("t"));
        assertThat(jedis.ttl("t")).isEqualTo(-1);
        assertThat(jedis.type("t")).isEqualTo("string");
        assertThat(jedis.persist("t")).isZero();
        assertThat(jedis.expire("t", 60)).isEqualTo(1);
        assertThat(data.sibling(key).expiresMillis()).isPresent();
        assertThat(jedis.ttl("t")).isNotNegative();
        assertThat(jedis.persist("t")).isEqualTo(1);
        assertThat(jedis.pttl("t")).isEqualTo(-1);
        assertThat(jedis.get("t")).isEqualTo("v");
        assertThat(jedis.pexpire("t", 0)).isEqualTo(1);
        assertThat(jedis.exists("t")).isFalse();
        assertThatThrownBy(() -> jedis.expire("t", Long.MAX_VALUE))
                .hasMessageContaining("invalid expire time");
    }

    @Test
    void aLifetimeIsNotChangedWhereThatCannotBeDoneAtOneMoment() {
        jedis.setex("t", 60, "v");
        assertThat(jedis.ttl("t")).isNotNegative();
        assertThatThrownBy(() -> jedis.persist("t")).hasMessageContaining("linearizable");
        assertThatThrownBy(() -> jedis.expire("t", 1)).hasMessageContaining("linearizable");
    }

    @Test
    void unknownCommandsAreErrors() {
        assertThatThrownBy(() -> jedis.lpush("a", "1"))
                .hasMessageContaining("unknown command 'LPUSH'");
        assertThatThrownBy(() -> jedis.auth("secret")).hasMessageContaining("no password");
    }

    @Test
    void connectionCommandsAnswer() {
        assertThat(jedis.echo("hey")).isEqualTo("hey");
        assertThat(jedis.clientSetname("me")).isEqualTo("OK");
        assertThat(jedis.clientGetname()).isEqualTo("me");
        assertThat(jedis.clientId()).isPositive();
        assertThat(jedis.info()).contains("cairn_version:0.1");
        assertThat(jedis.commandCount()).isGreaterThan(10);
        assertThat(jedis.configGet("save", "maxmemory")).containsOnlyKeys("save");
    }
}
