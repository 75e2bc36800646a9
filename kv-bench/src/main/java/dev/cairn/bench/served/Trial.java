package dev.cairn.bench.served;

import dev.cairn.bench.served.Workload.Command;
import dev.cairn.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** All rounds of one durability class, each on the same processes. */
final class Trial {
    private static final String CAIRN = "cairn";
    private static final String REDIS = "redis";
    private static final String ECHO = "echo";
    private static final String ONE_CONNECTION = "native, 1 conn.";
    private static final List<String> PROTOCOLS = List.of(ONE_CONNECTION, "resp", "native");
    private static final int FULL = 16;
    private static final int LEAST_SHARE = 5;

    private final Plan plan;
    private final RedisBenchmark client;
    private final ServedTable peers = new ServedTable(List.of(CAIRN, REDIS, ECHO));
    private final ServedTable protocols = new ServedTable(PROTOCOLS);

    /**
     * What is measured.
     *
     * @param launcher {@code bin/kv}
     * @param sync how the node syncs
     * @param fsync the same in Redis' words
     * @param requests of a run with {@value #FULL} requests in flight or more
     */
    record Plan(
            Path launcher,
            String redis,
            String client,
            String sync,
            String fsync,
            List<Integer> connections,
            List<Integer> pipelines,
            int rounds,
            long requests,
            int keys,
            int valueBytes,
            int lanes) {
        List<Workload> workloads() {
            List<Workload> all = new ArrayList<>();
            for (Command command : Command.values()) {
                for (int pipeline : pipelines) {
                    for (int each : connections) {
                        all.add(workload(command, each, pipeline));
                    }
                }
            }
            return all;
        }

        /** With few requests in flight, or syncs to wait for, fewer take as long. */
        private Workload workload(Command command, int each, int pipeline) {
            long count = each * pipeline < FULL ? requests / LEAST_SHARE : requests;
            boolean waits = command == Command.SET && sync.equals("group");
            return new Workload(command, each, pipeline, waits ? count / LEAST_SHARE : count);
        }
    }

    Trial(Plan plan) {
        this.plan = plan;
        this.client = new RedisBenchmark(plan.client(), plan.keys(), plan.valueBytes());
    }

    /** Runs everything; answers the tables. */
    String run(Path folder) throws IOException, InterruptedException {
        int port = FreePorts.base(2);
        try (Server cairn = cairn(folder, port);
                Server redis = redis(folder, port + 10);
                Server echo = echo(folder, port + 11)) {
            warmUp(cairn, redis, echo);
            for (int round = 0; round < plan.rounds(); round++) {
                for (Workload load : plan.workloads()) {
                    besidePeers(load, round, List.of(cairn, redis, echo));
                    besideEachOther(load, round, cairn, port);
                }
            }
        }
        return peers + "\nby one client for both protocols\n" + protocols;
    }

    private void warmUp(Server cairn, Server redis, Server echo)
            throws IOException, InterruptedException {
        for (Command command : List.of(Command.SET, Command.GET)) {
            for (Server server : List.of(cairn, redis, echo)) {
                if (server != echo || command == Command.GET) {
                    client.run(
                            new Workload(command, FULL, FULL, 2 * plan.requests()), server.port());
                }
            }
            for (int i = 0; i < 2; i++) {
                client.run(new Workload(command, FULL, 1, plan.requests()), cairn.port());
            }
        }
    }

    /** One round of a workload; who begins changes. */
    private void besidePeers(Workload load, int round, List<Server> servers)
            throws IOException, InterruptedException {
        List<Server> order = new ArrayList<>(servers);
        order.removeIf(server -> server.name().equals(ECHO) && load.command() == Command.SET);
        Collections.rotate(order, round);
        for (Server server : order) {
            long allocated = server.allocatedBytes();
            double before = server.processorSeconds();
            double perSecond = client.run(load, server.port());
            double micros = (server.processorSeconds() - before) * 1e6 / load.requests();
            double garbage =
                    allocated < 0
                            ? -1
                            : (double) (server.allocatedBytes() - allocated) / load.requests();
            peers.add(load.toString(), server.name(), new Sample(perSecond, micros, garbage));
        }
    }

    /** As many requests in flight by either protocol; native also as its clients send them. */
    private void besideEachOther(Workload load, int round, Server cairn, int nativePort)
            throws IOException, InterruptedException {
        Workload one =
                new Workload(
                        load.command(), 1, load.connections() * load.pipeline(), load.requests());
        List<Way> order =
                new ArrayList<>(
                        List.of(
                                new Way(ONE_CONNECTION, Dialect.NATIVE, one, nativePort),
                                new Way("resp", Dialect.RESP, load, cairn.port()),
                                new Way("native", Dialect.NATIVE, load, nativePort)));
        Collections.rotate(order, round);
        byte[] value = new byte[plan.valueBytes()];
        for (Way way : order) {
            RawLoad.fill(way.dialect(), plan.keys(), value, way.port());
            long allocated = cairn.allocatedBytes();
            double before = cairn.processorSeconds();
            double perSecond =
                    RawLoad.run(way.dialect(), way.load(), plan.keys(), value, way.port());
            double micros = (cairn.processorSeconds() - before) * 1e6 / load.requests();
            double garbage = (double) (cairn.allocatedBytes() - allocated) / load.requests();
            protocols.add(load.toString(), way.name(), new Sample(perSecond, micros, garbage));
        }
    }

    private record Way(String name, Dialect dialect, Workload load, int port) {}

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
