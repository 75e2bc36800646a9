package dev.cairn.testkit.contract;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users of a node, whose rights change while connections stand. Their certificates are checked
 * at once, their passwords on a thread of its own.
 */
final class Users implements AccessControl {
    private final Map<String, Set<Role>> rights = new ConcurrentHashMap<>();

    /** What {@code user} shows, as {@code shown} would. */
    static Credentials secret(String user) {
        return new Credentials.Password(Optional.of(user), "the secret of " + user);
    }

    /** From now on {@code user} may do this and nothing else. */
    void allow(String user, Role... roles) {
        rights.put(user, Set.of(roles));
    }

    /** From now on {@code user} is nobody. */
    void forget(String user) {
        rights.remove(user);
    }

    @Override
    public Optional<Principal> anonymous() {
        return Optional.empty();
    }

    @Override
    public void authenticate(Credentials shown, String caller, Answer<Principal> answer) {
        switch (shown) {
            case Credentials.Certificate certificate ->
                    answer.succeeded(new Principal(certificate.identity().name(), List.of()));
            case Credentials.Password password ->
                    Thread.ofVirtual().start(() -> check(password, answer));
            case Credentials.Token _ -> answer.failed(nobody());
        }
    }

    private void check(Credentials.Password shown, Answer<Principal> answer) {
        Optional<String> user = shown.user().filter(rights::containsKey);
        if (user.isPresent() && secret(user.get()).equals(shown)) {
            answer.succeeded(new Principal(user.get(), List.of()));
        } else {
            answer.failed(nobody());
        }
    }

    private static KvError nobody() {
        return KvError.of(ErrorCode.UNAUTHENTICATED, "nobody's");
    }

    private Optional<KvError> objection(Principal caller, Role wanted) {
        Set<Role> granted = rights.get(caller.name());
        if (granted == null) {
            return Optional.of(nobody());
        }
        return granted.contains(wanted)
                ? Optional.empty()
                : Optional.of(
                        KvError.of(ErrorCode.FORBIDDEN, caller.name() + " may not " + wanted));
    }

    @Override
    public KeyValueService guard(KeyValueService service, Principal caller) {
        return new Guarded(service, caller);
    }

    @Override
    public AdminService guard(AdminService service, Principal caller) {
        return service;
    }

    private final class Guarded implements KeyValueService {
        private final KeyValueService service;
        private final Principal caller;

        Guarded(KeyValueService service, Principal caller) {
            this.service = service;
            this.caller = caller;
        }

        private void guard(Role wanted, Answer<?> answer, Runnable call) {
            objection(caller, wanted).ifPresentOrElse(answer::failed, call);
        }

        @Override
        public void get(GetRequest request, Answer<ReadResult> answer) {
            guard(Role.READ, answer, () -> service.get(request, answer));
        }

        @Override
        public void put(PutRequest request, Answer<WriteResult> answer) {
            guard(Role.WRITE, answer, () -> service.put(request, answer));
        }

        @Override
        public void delete(DeleteRequest request, Answer<WriteResult> answer) {
            guard(Role.WRITE, answer, () -> service.delete(request, answer));
        }
    }
}
