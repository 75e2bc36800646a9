package dev.cairn.replication.scan;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.scan.ScanMessage.Held;
import dev.cairn.replication.scan.ScanMessage.Holds;
import dev.cairn.replication.scan.ScanMessage.Unable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether any member holds anything of a bucket that is closed for writes. Every member has to say
 * so; who cannot yet is asked again until the time is up. Owned by its lane.
 */
final class Inquiry {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Lane lane;
    private final Questions questions;
    private final Supplier<Topology> topology;
    private final String bucket;
    private final long version;
    private final Answer<Boolean> answer;
    private final long deadline;
    private final Set<NodeId> empty = new HashSet<>();
    private boolean over;

    Inquiry(
            Lane lane,
            Questions questions,
            Supplier<Topology> topology,
            String bucket,
            long version,
            Duration timeout,
            Answer<Boolean> answer) {
        this.lane = lane;
        this.questions = questions;
        this.topology = topology;
        this.bucket = bucket;
        this.version = version;
        this.answer = answer;
        this.deadline = lane.clock().nanos() + timeout.toNanos();
    }

    void start() {
        members().forEach(member -> ask(member));
    }

    private Set<NodeId> members() {
        Set<NodeId> members = new HashSet<>();
        for (Member member : topology.get().members()) {
            if (member.state() != MemberState.LEFT && member.state() != MemberState.EVICTED) {
                members.add(member.id());
            }
        }
        return members;
    }

    private void ask(NodeId member) {
        questions.ask(
                member,
                Duration.ofNanos(Math.max(1, deadline - lane.clock().nanos())),
                (request, epoch) -> new Holds(request, epoch, bucket, version),
                said -> answered(member, said));
    }

    private void answered(NodeId member, Optional<ScanMessage.Answer> said) {
        if (over) {
            return;
        }
        switch (said.orElse(null)) {
            case Held(long _, long _, boolean some) when some -> finish(true);
            case Held _ -> {
                empty.add(member);
                if (empty.containsAll(members())) {
                    finish(false);
                }
            }
            case Unable unable -> later(member, unable.why());
            case null, default -> later(member, member + " does not answer");
        }
    }

    private void later(NodeId member, String why) {
        if (lane.clock().nanos() - deadline >= 0) {
            over = true;
            answer.failed(KvError.of(ErrorCode.UNAVAILABLE, why));
        } else {
            lane.after(
                    PAUSE,
                    () -> {
                        if (!over) {
                            ask(member);
                        }
                    });
        }
    }

    private void finish(boolean some) {
        over = true;
        answer.succeeded(some);
    }
}
