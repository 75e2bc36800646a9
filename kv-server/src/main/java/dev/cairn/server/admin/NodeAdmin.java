package dev.cairn.server.admin;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Drain;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.server.config.Buckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link AdminService} of one node, answered from its present snapshot. Safe for all threads. */
public final class NodeAdmin implements AdminService {
    private final NodeView node;

    /** Answers from this view. */
    public NodeAdmin(NodeView node) {
        this.node = node;
    }

    @Override
    public ClusterStatus cluster() {
        ClusterView view = node.cluster();
        List<NodeId> ids = view.topology().members().stream().map(Member::id).toList();
        Map<NodeId, Double> ownership = table(Buckets.DEFAULT).ownership(ids);
        List<MemberStatus> members = new ArrayList<>();
        for (Member member : view.topology().members()) {
            members.add(
                    new MemberStatus(
                            member,
                            view.liveness(member.id()),
                            ownership.getOrDefault(member.id(), 0.0),
                            node.load(member.id()),
                            node.version(member.id()),
                            node.isDraining(member.id())));
        }
        return new ClusterStatus(
                view.topology().cluster(),
                node.self(),
                view.topology().epoch(),
                List.copyOf(members));
    }

    @Override
    public RingStatus ring() {
        PreferenceTable table = table(Buckets.DEFAULT);
        List<RingStatus.Run> runs = new ArrayList<>();
        int first = 0;
        for (int slice = 1; slice <= Slices.COUNT; slice++) {
            List<NodeId> owners = table.at(first).owners();
            if (slice == Slices.COUNT || !table.at(slice).owners().equals(owners)) {
                runs.add(new RingStatus.Run(first, slice - 1, owners));
                first = slice;
            }
        }
        return new RingStatus(node.cluster().topology().epoch(), List.copyOf(runs));
    }

    @Override
    public KeyPlacement locate(Key key) {
        ClusterView view = node.cluster();
        long token = node.token(key);
        int slice = Slices.of(token);
        PreferenceList list = view.preference(slice, view.bucket(key.bucket()).n());
        return new KeyPlacement(
                key, token, slice, view.topology().epoch(), list.owners(), list.fallbacks());
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        node.explain(key, answer);
    }

    /** A member that lives is neither removed nor replaced but asked to leave. */
    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        if (change.isForTheDead() && !isDead(change.node())) {
            answer.failed(alive(change.node()));
        } else {
            node.change(change, answer);
        }
    }

    @Override
    public void force(NodeId lost, Answer<Topology> answer) {
        if (isDead(lost)) {
            node.force(lost, answer);
        } else {
            answer.failed(alive(lost));
        }
    }

    private boolean isDead(NodeId member) {
        return node.cluster().liveness(member) == Liveness.DEAD;
    }

    private static KvError alive(NodeId member) {
        return KvError.of(
                ErrorCode.CONFLICT, member + " is not dead; a member that lives is asked to leave");
    }

    /** Each node drains itself: only it knows what it has still to do. */
    @Override
    public void drain(NodeId wanted, boolean undo, Answer<Optional<Drain>> answer) {
        if (wanted.equals(node.self())) {
            node.drain(undo, answer);
        } else {
            answer.failed(
                    KvError.of(
                            ErrorCode.BAD_REQUEST,
                            "this is "
                                    + node.self()
                                    + "; "
                                    + wanted
                                    + " is asked itself to drain"));
        }
    }

    @Override
    public Optional<Drain> drain() {
        return node.drain();
    }

    @Override
    public Topology topology() {
        return node.cluster().topology();
    }

    @Override
    public Map<String, BucketProperties> buckets() {
        return node.buckets().entries();
    }

    @Override
    public BucketProperties bucket(String name) {
        return node.buckets().of(name);
    }

    @Override
    public void setBucket(
            String name, Map<String, String> changes, Answer<BucketProperties> answer) {
        node.setBucket(name, changes, answer);
    }

    @Override
    public List<PluginStatus> plugins() {
        return node.plugins();
    }

    @Override
    public boolean ready() {
        return node.ready();
    }

    private PreferenceTable table(String bucket) {
        return node.table(node.buckets().of(bucket).n());
    }
}
