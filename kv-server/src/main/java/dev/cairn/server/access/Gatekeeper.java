package dev.cairn.server.access;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.api.security.Role;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.api.spi.Authorizer;
import java.util.Optional;

/** Access control out of an authenticator and an authorizer. Safe for all threads. */
public final class Gatekeeper implements AccessControl {
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final Optional<ClusterId> cluster;
    private final Refusals refusals;
    private final AuditLog audit;

    /**
     * One for a node.
     *
     * @param authenticator finds out who calls
     * @param authorizer says who may do what
     * @param cluster whose certificates count; empty where there is no TLS
     * @param refusals counts those who are turned away
     * @param audit is told what administrators do
     */
    public Gatekeeper(
            Authenticator authenticator,
            Authorizer authorizer,
            Optional<ClusterId> cluster,
            Refusals refusals,
            AuditLog audit) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.cluster = cluster;
        this.refusals = refusals;
        this.audit = audit;
    }

    @Override
    public Optional<Principal> anonymous() {
        return authenticator.anonymous();
    }

    @Override
    public void authenticate(Credentials credentials, String caller, Answer<Principal> answer) {
        if (credentials instanceof Credentials.Certificate(var client)
                && cluster.filter(client.cluster()::equals).isEmpty()) {
            String detail = "its certificate is for cluster " + client.cluster();
            refusals.refused(Reason.IDENTITY, caller, detail);
            answer.failed(KvError.of(ErrorCode.UNAUTHENTICATED, detail));
            return;
        }
        authenticator.authenticate(
                credentials,
                new Answer<>() {
                    @Override
                    public void succeeded(Principal principal) {
                        answer.succeeded(principal);
                    }

                    @Override
                    public void failed(KvError error) {
                        if (error.code() == ErrorCode.UNAUTHENTICATED) {
                            refusals.refused(
                                    Reason.CREDENTIALS, caller, credentials + " is not right");
                        }
                        answer.failed(error);
                    }
                });
    }

    @Override
    public KeyValueService guard(KeyValueService service, Principal caller) {
        return caller == Principal.ANYBODY
                ? service
                : new GuardedKeyValues(service, new Rights(caller));
    }

    @Override
    public AdminService guard(AdminService service, Principal caller) {
        return new GuardedAdmin(service, new Rights(caller), audit);
    }

    /** Who somebody is by one version of the users. */
    private record Standing(long version, Optional<Principal> caller) {}

    /**
     * What one caller may do, by the users as they are at each question. Safe for all threads: two
     * that find the users changed find the same.
     */
    final class Rights {
        private static final long NONE_YET = -1;

        private final Principal proved;
        private Standing standing = new Standing(NONE_YET, Optional.empty());

        private Rights(Principal proved) {
            this.proved = proved;
        }

        String name() {
            return proved.name();
        }

        private Optional<Principal> caller() {
            long version = authenticator.version();
            Standing last = standing;
            if (last.version() != version) {
                boolean anybody = proved == Principal.ANYBODY;
                last =
                        new Standing(
                                version,
                                anybody ? Optional.of(proved) : authenticator.present(proved));
                standing = last;
            }
            return last.caller();
        }

        /** Whether the caller may do that; nobody is told when it may not. */
        boolean include(Role role, String bucket) {
            Optional<Principal> caller = caller();
            return caller.isPresent() && authorizer.allows(caller.get(), role, bucket);
        }

        /** Why the caller may not do that; empty when it may. Counts the refusal. */
        Optional<KvError> objection(Role role, String bucket) {
            Optional<Principal> caller = caller();
            if (caller.isEmpty()) {
                return Optional.of(nobody());
            }
            if (authorizer.allows(caller.get(), role, bucket)) {
                return Optional.empty();
            }
            String detail = name() + " has no role " + role + " in bucket " + bucket;
            refusals.refused(Reason.PERMISSION, name(), detail);
            return Optional.of(KvError.of(ErrorCode.FORBIDDEN, detail));
        }

        /** Throws {@link KvException} when the caller is nobody any longer. */
        void needKnown() {
            if (caller().isEmpty()) {
                throw new KvException(nobody());
            }
        }

        private KvError nobody() {
            String detail = name() + " was removed, or has another secret by now";
            refusals.refused(Reason.CREDENTIALS, name(), detail);
            return KvError.of(ErrorCode.UNAUTHENTICATED, detail);
        }

        /** Whether the caller may do that; else it is answered so. */
        boolean allow(Role role, String bucket, Answer<?> answer) {
            Optional<KvError> objection = objection(role, bucket);
            objection.ifPresent(answer::failed);
            return objection.isEmpty();
        }
    }
}
