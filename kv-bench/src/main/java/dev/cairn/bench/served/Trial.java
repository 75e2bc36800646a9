package dev.cairn.bench.served;

import dev.cairn.bench.served.Workload.Command;
import dev.cairn.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All rounds of one durability class, each on the same processes. */
final class Trial {
    private static final String CAIRN = "cairn";
    private static final String REDIS = "redis";
    private static final String ECHO = "echo";
    private static final String ONE_CONNECTION = "native, 1 conn.";
    private static final List<String> PROTOCOLS = List.of(ONE_CONNECTION, "resp", "native");
    private static final Workload FULL_SET = new Workload(Command.SET, 16, 16);
    private static final int WRITES_A_KEY = 10;

    private final Plan plan;
    private final RedisBenchmark client;
    private final byte[] value;
    private final ServedTable peers = new ServedTable(List.of(CAIRN, REDIS, ECHO));
    private final ServedTable protocols = new ServedTable(PROTOCOLS);
    private final List<Comparison> comparisons = new ArrayList<>();

    /**
     * What is measured.
     *
     * @param launcher {@code bin/kv}
     * @param sync how the node syncs
     * @param fsync the same in Redis' words
     * @param seconds how long a run of the slowest takes
     * @param protocols whether native is measured beside RESP
     */
    record Plan(
            Path launcher,
            String redis,
            String client,
            String sync,
            String fsync,
            List<Command> commands,
            List<Integer> connections,
            List<Integer> pipelines,
            int rounds,
            double seconds,
            boolean protocols,
            int keys,
            int valueBytes,
            int lanes) {
        List<Workload> workloads() {
            List<Workload> all = new ArrayList<>();
            for (Command command : commands) {
                for (int pipeline : pipelines) {
                    for (int each : connections) {
                        all.add(new Workload(command, each, pipeline));
                    }
                }
            }
            return all;
        }
    }

    Trial(Plan plan) {
        this.plan = plan;
        this.client = new RedisBenchmark(plan.client(), plan.keys(), plan.valueBytes());
        this.value = new byte[plan.valueBytes()];
    }

    /** Runs everything; answers the tables. */
    String run(Path folder) throws IOException, InterruptedException {
        int port = FreePorts.base(2);
        try (Server cairn = cairn(folder, port);
                Server redis = redis(folder, port + 10);
                Server echo = echo(folder, port + 11)) {
            fill(cairn, redis, port);
            for (Workload load : plan.workloads()) {
                besidePeers(load, List.of(cairn, redis, echo));
                if (plan.protocols()) {
                    besideEachOther(load, cairn, port);
                }
            }
            for (Comparison comparison : comparisons) {
                comparison.calibrate(plan.seconds());
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (Comparison comparison : comparisons) {
                    comparison.measure(round);
                }
            }
        }
        return plan.protocols()
                ? peers + "\nby one client for both protocols\n" + protocols
                : peers.toString();
    }

    /** Has nearly every key written on every way. */
    private void fill(Server cairn, Server redis, int nativePort)
            throws IOException, InterruptedException {
        for (Server server : List.of(cairn, redis)) {
            client.run(FULL_SET, (long) plan.keys() * WRITES_A_KEY, server.port());
        }
        RawLoad.fill(Dialect.RESP, plan.keys(), value, cairn.port());
        RawLoad.fill(Dialect.NATIVE, plan.keys(), value, nativePort);
    }

    private void besidePeers(Workload load, List<Server> servers) {
        List<Contender> contenders = new ArrayList<>();
        for (Server server : servers) {
            if (!server.name().equals(ECHO) || load.command() == Command.GET) {
                contenders.add(
                        new Contestant(
                                server.name(),
                                server,
                                requests -> client.run(load, requests, server.port())));
            }
        }
        comparisons.add(new Comparison(peers, load.toString(), contenders));
    }

    /** As many requests in flight by either protocol; native also as its clients send them. */
    private void besideEachOther(Workload load, Server cairn, int nativePort) {
        Workload one = new Workload(load.command(), 1, load.connections() * load.pipeline());
        List<Contender> contenders =
                List.of(
                        raw(ONE_CONNECTION, cairn, Dialect.NATIVE, one, nativePort),
                        raw("resp", cairn, Dialect.RESP, load, cairn.port()),
                        raw("native", cairn, Dialect.NATIVE, load, nativePort));
        comparisons.add(new Comparison(protocols, load.toString(), contenders));
    }

    private Contender raw(String name, Server server, Dialect dialect, Workload load, int port) {
        Run run = requests -> RawLoad.run(dialect, load, requests, plan.keys(), value, port);
        return new Contestant(name, server, run);
    }

    @FunctionalInterface
    private interface Run {
        double run(long requests) throws IOException, InterruptedException;
    }

    private record Contestant(String name, Server server, Run load) implements Contender {
        @Override
        public double run(long requests) throws IOException, InterruptedException {
            return load.run(requests);
        }

        @Override
        public double processorSeconds() throws IOException {
            return server.processorSeconds();
        }

        @Override
        public long allocatedBytes() throws IOException, InterruptedException {
            return server.allocatedBytes();
        }
    }

    private Server cairn(Path folder, int port) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(CAIRN));
        Path config = home.resolve("node.yaml");
        Files.writeString(
                config,
                String.format(
                        Locale.ROOT,
                        """
                        node: {data: data, port: %d, lanes: %d}
                        buckets: {"default": {n: 1}, "redis:*": {n: 1}}
                        plugins:
                          storage: {lsm: {sync: %s}}
                          protocol: {resp: {port: %d}, grpc: {port: %d}, http: {port: %d}}
                        """,
                        port,
                        plan.lanes(),
                        plan.sync(),
                        port + 1,
                        port + 2,
                        port + 3));
        List<String> command =
                List.of(
                        plan.launcher().toAbsolutePath().toString(),
                        "server",
                        "--bootstrap",
                        "--config",
                        config.toString());
        return Server.start(CAIRN, command, port + 1, home.resolve("log"), true);
    }

    private Server redis(Path folder, int port) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(REDIS));
        List<String> command =
                List.of(
                        plan.redis(),
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        home.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        plan.fsync());
        return Server.start(REDIS, command, port, home.resolve("log"), false);
    }

    private Server echo(Path folder, int port) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(ECHO));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoMain.class.getName(),
                        Integer.toString(port),
                        Integer.toString(plan.valueBytes()));
        return Server.start(ECHO, command, port, home.resolve("log"), false);
    }
}
