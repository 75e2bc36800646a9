package dev.cairn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.security.Grant;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.version.ItemView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The short path does for a caller what the caller may do. */
class GuardedPathTest {
    private final Gatekeeper gatekeeper =
            new Gatekeeper(
                    new NoAuthenticatorProvider()
                            .open(
                                    new NoConfig(),
                                    new Authenticator.Env(Path.of("."), task -> {}, event -> {})),
                    new GrantsAuthorizerProvider().open(new NoConfig()),
                    Optional.empty(),
                    new Refusals(event -> {}, () -> 0),
                    new AuditLog("n1", Optional.empty(), task -> {}, event -> {}));

    /** Does everything. */
    private static final class Open implements ShortPath, ShortPath.ReadSink, ShortPath.WriteSink {
        @Override
        public Read get(String bucket, byte[] source, Span key, ReadSink sink) {
            return Read.ABSENT;
        }

        @Override
        public Write put(String bucket, byte[] source, Span key, Span value, WriteSink sink) {
            return Write.DONE;
        }

        @Override
        public void found(ItemView item, long epoch) {}

        @Override
        public void absent(long epoch) {}

        @Override
        public void stored(long epoch) {}

        @Override
        public void failed(KvError error) {}
    }

    private void assertAllowed(String grant, String bucket, boolean reads, boolean writes) {
        Open open = new Open();
        Principal caller = new Principal("alice", List.of(Grant.parse(grant)));
        ShortPath path = gatekeeper.guard(new ShortPathOnly(open), caller).shortPath();
        Span part = new Span().set(0, 1);
        assertThat(path.get(bucket, new byte[1], part, open))
                .isEqualTo(reads ? Read.ABSENT : Read.LEFT);
        assertThat(path.put(bucket, new byte[1], part, part, open))
                .isEqualTo(writes ? Write.DONE : Write.LEFT);
    }

    @Test
    void whatACallerMayNotIsLeft() {
        assertAllowed("read:b", "b", true, false);
        assertAllowed("write:b", "b", false, true);
        assertAllowed("admin:b", "b", true, true);
        assertAllowed("admin:b", "c", false, false);
    }
}
