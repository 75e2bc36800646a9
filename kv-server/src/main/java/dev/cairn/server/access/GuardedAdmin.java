package dev.cairn.server.access;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Drain;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.security.Grant;
import dev.cairn.api.security.Role;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The control service as one caller may use it: whoever is known sees the cluster; changes are for
 * administrators, and are audited. What servers themselves ask for each request, one bucket's
 * properties and whether the node serves, is not guarded. Overrides every method, as {@link
 * GuardedKeyValues} does.
 */
record GuardedAdmin(AdminService service, Gatekeeper.Rights rights, AuditLog audit)
        implements AdminService {
    @Override
    public ClusterStatus cluster() {
        rights.needKnown();
        return service.cluster();
    }

    @Override
    public RingStatus ring() {
        rights.needKnown();
        return service.ring();
    }

    @Override
    public KeyPlacement locate(Key key) {
        rights.needKnown();
        return service.locate(key);
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        if (rights.allow(Role.READ, key.bucket(), answer)) {
            service.explain(key, answer);
        }
    }

    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        String action = "member." + change.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        Answer<Topology> audited = audited(action, change.toString(), answer);
        if (rights.allow(Role.ADMIN, Grant.EVERY, audited)) {
            service.change(change, audited);
        }
    }

    @Override
    public void force(NodeId lost, Answer<Topology> answer) {
        Answer<Topology> audited = audited("member.force", lost.name(), answer);
        if (rights.allow(Role.ADMIN, Grant.EVERY, audited)) {
            service.force(lost, audited);
        }
    }

    @Override
    public void drain(NodeId node, boolean undo, Answer<Optional<Drain>> answer) {
        String action = undo ? "node.undrain" : "node.drain";
        Answer<Optional<Drain>> audited = audited(action, node.name(), answer);
        if (rights.allow(Role.ADMIN, Grant.EVERY, audited)) {
            service.drain(node, undo, audited);
        }
    }

    @Override
    public Optional<Drain> drain() {
        return service.drain();
    }

    @Override
    public Topology topology() {
        rights.needKnown();
        return service.topology();
    }

    @Override
    public Map<String, BucketProperties> buckets() {
        rights.needKnown();
        return service.buckets();
    }

    @Override
    public BucketProperties bucket(String name) {
        return service.bucket(name);
    }

    @Override
    public void setBucket(
            String name, Map<String, String> changes, Answer<BucketProperties> answer) {
        Answer<BucketProperties> audited = audited("bucket.set", name + " " + changes, answer);
        if (rights.allow(Role.ADMIN, name, audited)) {
            service.setBucket(name, changes, audited);
        }
    }

    @Override
    public List<PluginStatus> plugins() {
        rights.needKnown();
        return service.plugins();
    }

    @Override
    public boolean ready() {
        return service.ready();
    }

    private <T> Answer<T> audited(String action, String detail, Answer<T> answer) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                audit.record(rights.name(), action, detail, Optional.empty());
                answer.succeeded(result);
            }

            @Override
            public void failed(KvError error) {
                audit.record(rights.name(), action, detail, Optional.of(error.code()));
                answer.failed(error);
            }
        };
    }
}
