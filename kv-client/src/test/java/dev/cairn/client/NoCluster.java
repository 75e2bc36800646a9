package dev.cairn.client;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.Topology;
import java.util.List;
import java.util.Map;

/** The control service of a node that knows nothing yet. */
final class NoCluster implements AdminService {
    private static KvException unknown() {
        return new KvException(ErrorCode.UNAVAILABLE, "no ring yet");
    }

    @Override
    public ClusterStatus cluster() {
        throw unknown();
    }

    @Override
    public RingStatus ring() {
        throw unknown();
    }

    @Override
    public KeyPlacement locate(Key key) {
        throw unknown();
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        answer.failed(unknown().error());
    }

    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        answer.failed(unknown().error());
    }

    @Override
    public Topology topology() {
        throw unknown();
    }

    @Override
    public Map<String, BucketProperties> buckets() {
        return Map.of();
    }

    @Override
    public BucketProperties bucket(String name) {
        return BucketProperties.DEFAULT;
    }

    @Override
    public void setBucket(
            String name, Map<String, String> changes, Answer<BucketProperties> answer) {
        answer.failed(unknown().error());
    }

    @Override
    public List<PluginStatus> plugins() {
        return List.of();
    }

    @Override
    public boolean ready() {
        return true;
    }
}
