package dev.cairn.transport.netty.clients;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Security;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** Asks everybody who calls, and answers when the test says so. For one thread. */
public final class HeldAccess implements AccessControl {
    /** What was shown, in its order. */
    public final List<Credentials> shown = new ArrayList<>();

    private final Queue<Answer<Principal>> held = new ArrayDeque<>();
    private final List<String> served = new ArrayList<>();

    /** The security of a node with this access control, without TLS. */
    public Security security() {
        return new Security(Optional.empty(), this, new Refusals(EventSink.NONE, System::nanoTime));
    }

    /** The longest waiting caller is {@code name}. */
    public void admit(String name) {
        held.remove().succeeded(new Principal(name, List.of()));
    }

    /** The longest waiting caller is nobody. */
    public void refuse() {
        held.remove().failed(KvError.of(ErrorCode.UNAUTHENTICATED, "nobody's"));
    }

    /** For whom services were guarded, in their order. */
    public List<String> served() {
        return List.copyOf(served);
    }

    @Override
    public Optional<Principal> anonymous() {
        return Optional.empty();
    }

    @Override
    public void authenticate(Credentials credentials, String caller, Answer<Principal> answer) {
        shown.add(credentials);
        held.add(answer);
    }

    @Override
    public KeyValueService guard(KeyValueService service, Principal caller) {
        served.add(caller.name());
        return service;
    }

    @Override
    public AdminService guard(AdminService service, Principal caller) {
        return service;
    }
}
