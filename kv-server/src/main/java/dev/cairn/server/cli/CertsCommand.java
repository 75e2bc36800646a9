package dev.cairn.server.cli;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.TlsException;
import dev.cairn.server.certs.CertificateFolder;
import dev.cairn.server.certs.CertificateFolder.Written;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv certs}: an authority for a cluster, and certificates for its nodes and clients. */
@Command(
        name = "certs",
        description = "Makes certificates for the nodes and the clients of a cluster.",
        synopsisSubcommandLabel = "(init | issue | rotate)")
final class CertsCommand {
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");

    private CertsCommand() {}

    /** With its subcommands; folders are sought where the caller stands. */
    static CommandLine line(Surroundings surroundings) {
        return new CommandLine(new CertsCommand())
                .addSubcommand(new Init(surroundings))
                .addSubcommand(new Issue(surroundings))
                .addSubcommand(new Rotate(surroundings));
    }

    /** What may fail by a file. */
    private interface Work {
        Written run(CertificateFolder folder) throws IOException, TlsException;
    }

    private static int told(Surroundings surroundings, String folder, Work work) {
        try {
            Written written = work.run(new CertificateFolder(surroundings.file(folder)));
            System.out.println(
                    surroundings.shown(written.certificate())
                            + " and "
                            + surroundings.shown(written.key())
                            + ": "
                            + written.issued()
                            + ", valid until "
                            + written.issued().certificate().getNotAfter().toInstant());
            return Exit.DONE;
        } catch (TlsException refused) {
            throw new CommandException(
                    "CERTS", Exit.FAILED, String.valueOf(refused.getMessage()), refused);
        } catch (IOException failed) {
            throw new CommandException("IO", Exit.FAILED, failed.toString(), failed);
        } catch (KvException | IllegalArgumentException wrong) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** A node or a client, and the folder of its authority. */
    private static final class Subject {
        @Parameters(index = "0", paramLabel = "DIR", description = "the authority's folder")
        private String folder = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "NODE", description = "a node's id")
        private String node = "";

        @Option(names = "--client", paramLabel = "NAME", description = "a client instead of a node")
        private String client = "";

        CertificateIdentity in(ClusterId cluster) {
            if (node.isEmpty() == client.isEmpty()) {
                throw new IllegalArgumentException("name a NODE, or a client by --client");
            }
            return node.isEmpty()
                    ? new CertificateIdentity.Client(cluster, client)
                    : new CertificateIdentity.Node(cluster, new NodeId(node));
        }
    }

    /** {@code kv certs init}. */
    @Command(
            name = "init",
            description = "Makes the authority of a new or a running cluster.",
            sortOptions = false)
    private static final class Init implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DIR", description = "the folder to keep it in")
        private String folder = "";

        @Option(
                names = "--cluster",
                paramLabel = "ID",
                description = "the id of a running cluster; drawn for a new one")
        private String cluster = "";

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "3650",
                description = "how long it is valid (default: ${DEFAULT-VALUE})")
        private int days;

        private final Surroundings surroundings;

        Init(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            return told(
                    surroundings,
                    folder,
                    authority -> {
                        ClusterId id =
                                cluster.isEmpty()
                                        ? new ClusterId(
                                                1 + new SecureRandom().nextLong(Long.MAX_VALUE - 1))
                                        : ClusterId.parse(cluster);
                        return authority.init(id, Instant.now(), Duration.ofDays(days));
                    });
        }
    }

    /** {@code kv certs issue}. */
    @Command(
            name = "issue",
            description = "Issues the first certificate of a node or a client.",
            sortOptions = false)
    private static final class Issue implements Callable<Integer> {
        @Mixin private final Subject subject = new Subject();

        @Option(
                names = "--host",
                paramLabel = "HOST",
                description =
                        "a name or address by which clients call the node; localhost is always one")
        private List<String> hosts = new ArrayList<>();

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "365",
                description = "how long it is valid (default: ${DEFAULT-VALUE})")
        private int days;

        private final Surroundings surroundings;

        Issue(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            return told(
                    surroundings,
                    subject.folder,
                    authority -> {
                        CertificateIdentity whom = subject.in(authority.cluster());
                        List<String> names = new ArrayList<>(hosts);
                        if (whom instanceof CertificateIdentity.Node) {
                            names.addAll(LOCAL);
                        }
                        return authority.issue(
                                whom,
                                names.stream().distinct().toList(),
                                Instant.now(),
                                Duration.ofDays(days));
                    });
        }
    }

    /** {@code kv certs rotate}. */
    @Command(
            name = "rotate",
            description =
                    "Replaces a certificate by one for a new key, for the same hosts and as long; a running node takes it.",
            sortOptions = false)
    private static final class Rotate implements Callable<Integer> {
        @Mixin private final Subject subject = new Subject();

        private final Surroundings surroundings;

        Rotate(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            return told(
                    surroundings,
                    subject.folder,
                    authority -> authority.rotate(subject.in(authority.cluster()), Instant.now()));
        }
    }
}
