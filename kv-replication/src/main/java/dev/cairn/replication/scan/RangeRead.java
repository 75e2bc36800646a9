package dev.cairn.replication.scan;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.replication.scan.ScanMessage.Answer;
import dev.cairn.replication.scan.ScanMessage.Page;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One page of a range of slices that the same nodes own, read from as many of them as the level
 * asks for: this node first, the dead last, one more for each that does not answer. Owned by its
 * lane.
 */
final class RangeRead {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The most slices of a range: their owners are looked up one by one. */
    private static final int MAX_SLICES = 4096;

    private final Questions questions;
    private final Questions.Wording wording;
    private final Queue<NodeId> unasked;
    private final Set<NodeId> asked = new HashSet<>();
    private final List<Page> pages = new ArrayList<>();
    private final Consumer<RangeRead> then;
    private Quorum quorum;
    private long epoch;
    private Optional<NodeId> ahead = Optional.empty();
    private boolean over;

    /**
     * A page to be read.
     *
     * @param owners in the order in which they are asked
     * @param quorum the answers that are enough
     * @param then told once, when there are enough or no more will come
     */
    RangeRead(
            Questions questions,
            Questions.Wording wording,
            List<NodeId> owners,
            Quorum quorum,
            Consumer<RangeRead> then) {
        this.questions = questions;
        this.wording = wording;
        this.unasked = new ArrayDeque<>(owners);
        this.quorum = quorum;
        this.then = then;
    }

    /**
     * The end of the range of slices from {@code first} on that have the owners of {@code first}.
     */
    static int lastOfSameOwners(ClusterView view, int first, int copies) {
        PreferenceList list = view.preference(first, copies);
        Set<NodeId> owners = Set.copyOf(list.owners());
        int last = first;
        PreferenceList before = list;
        while (last + 1 < Math.min(Slices.COUNT, first + MAX_SLICES)) {
            PreferenceList next = view.preference(last + 1, copies);
            boolean same =
                    next == before
                            || next.ownerCount() == owners.size()
                                    && owners.containsAll(next.owners());
            if (!same) {
                break;
            }
            before = next;
            last++;
        }
        return last;
    }

    /** The owners, this node first and the dead last. */
    static List<NodeId> inOrder(ClusterView view, List<NodeId> owners, NodeId self) {
        List<NodeId> ordered = new ArrayList<>(owners);
        ordered.sort(
                Comparator.comparing(owner ->
                        owner.equals(self) ? 0 : view.liveness(owner) == Liveness.DEAD ? 2 : 1));
        return ordered;
    }

    void start() {
        askMore();
    }

    private void askMore() {
        Quorum hoped = quorum;
        for (NodeId owner : asked) {
            hoped = hoped.succeeded(owner);
        }
        while (hoped.outcome() == Outcome.PENDING && !unasked.isEmpty()) {
            NodeId owner = unasked.remove();
            asked.add(owner);
            hoped = hoped.succeeded(owner);
            questions.ask(owner, PATIENCE, wording, said -> answered(owner, said));
        }
        boolean decided = quorum.outcome() == Outcome.WON || asked.isEmpty();
        if (decided && !over) {
            over = true;
            then.accept(this);
        }
    }

    private void answered(NodeId owner, Optional<Answer> said) {
        if (over) {
            return;
        }
        asked.remove(owner);
        said.filter(answer -> answer.epoch() > epoch)
                .ifPresent(answer -> {
                    epoch = answer.epoch();
                    ahead = Optional.of(owner);
                });
        if (said.isPresent() && said.get() instanceof Page page) {
            pages.add(page);
            quorum = quorum.succeeded(owner);
        } else {
            quorum = quorum.failed(owner);
        }
        askMore();
    }

    /** What was answered. */
    List<Page> pages() {
        return pages;
    }

    /** Whether enough have answered. */
    boolean isWon() {
        return quorum.outcome() == Outcome.WON;
    }

    /** The highest epoch that an answer went by. */
    long epoch() {
        return epoch;
    }

    /** Whose answer that was. */
    Optional<NodeId> ahead() {
        return ahead;
    }
}
