package dev.cairn.server.wiring;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Security;
import dev.cairn.api.security.TlsException;
import dev.cairn.api.security.TlsIdentity;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.server.access.AuditLog;
import dev.cairn.server.access.Gatekeeper;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.tls.TlsFiles;
import dev.cairn.server.wiring.StartException.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** How a node meets its callers, out of its configuration. */
final class SecurityParts {
    private final Means means;
    private final Lane lane;
    private final Executor storageThreads;

    /** Files are looked at on {@code storageThreads}, as {@code lane} says when. */
    SecurityParts(Means means, Lane lane, Executor storageThreads) {
        this.means = means;
        this.lane = lane;
        this.storageThreads = storageThreads;
    }

    /** For a node of {@code cluster}, which may be none yet; throws {@link StartException}. */
    Security open(ClusterId cluster) {
        Refusals refusals = new Refusals(means.events(), means.machine().clock()::nanos);
        Optional<TlsIdentity> tls =
                means.config().tls().isOn() ? Optional.of(identity(cluster)) : Optional.empty();
        AuditLog audit =
                new AuditLog(
                        means.config().node().id(), auditLog(), storageThreads, means.events());
        AccessControl access =
                new Gatekeeper(
                        authenticator(),
                        means.plugins().authorizer(),
                        tls.map(own -> own.self().cluster()),
                        refusals,
                        audit);
        return new Security(tls, access, refusals);
    }

    private Authenticator authenticator() {
        Authenticator.Env env =
                new Authenticator.Env(
                        means.config().base("authenticator"),
                        SecurityParts::onOwnThread,
                        means.events());
        try {
            return means.closing().add("the authenticator", means.plugins().authenticator(env));
        } catch (IllegalArgumentException unusable) {
            throw new StartException(
                    Code.CONFIG, "authenticator: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * On a thread that the kernel takes turns with: a password is hashed for a tenth of a second,
     * and on a machine with one processor a virtual thread would keep every TLS handshake waiting.
     */
    private static void onOwnThread(Runnable task) {
        Thread.ofPlatform().daemon().name("authenticator").start(task);
    }

    private Optional<Path> auditLog() {
        String written = means.config().security().auditLog();
        return written.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        means.config().base("security.audit-log").resolve(written).normalize());
    }

    private TlsIdentity identity(ClusterId cluster) {
        NodeConfig config = means.config();
        TlsFiles files;
        try {
            files =
                    TlsFiles.open(
                            file("certificate", config.tls().certificate()),
                            file("key", config.tls().key()),
                            file("authority", config.tls().authority()),
                            means.events());
        } catch (TlsException unusable) {
            throw new StartException(
                    Code.CONFIG, "security.tls: " + unusable.getMessage(), unusable);
        }
        check(files.self(), config, cluster);
        keepFresh(files, config.tls().reloadEvery());
        return files;
    }

    private Path file(String name, String text) {
        return means.config().base("security.tls." + name).resolve(text).normalize();
    }

    private static void check(CertificateIdentity.Node own, NodeConfig config, ClusterId cluster) {
        String configured = config.cluster().id();
        boolean another =
                !configured.isEmpty() && !configured.equals(own.cluster().toString())
                        || !cluster.equals(ClusterId.NONE) && !cluster.equals(own.cluster());
        if (another || !own.id().equals(config.node().nodeId())) {
            throw new StartException(
                    Code.CONFIG,
                    "security.tls.certificate stands for "
                            + own.uri()
                            + ", but this is node "
                            + config.node().id()
                            + (another
                                    ? " of cluster " + (configured.isEmpty() ? cluster : configured)
                                    : ""));
        }
    }

    private void keepFresh(TlsFiles files, Duration every) {
        lane.after(
                every,
                () -> {
                    try {
                        storageThreads.execute(files::refresh);
                    } catch (RejectedExecutionException overrun) {
                        means.events()
                                .emit(
                                        new Event.Note(
                                                Event.Severity.WARNING,
                                                "too much waits for the disk to look at security.tls"));
                    }
                    keepFresh(files, every);
                });
    }
}
