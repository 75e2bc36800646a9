package dev.cairn.testkit.contract;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.TopologyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The contract against the plainest store there is: one value in memory that all nodes share. */
final class MemoryTopologyStoreTest extends TopologyStoreContract {
    @Override
    protected Cluster open(Topology founding) {
        return new Shared(founding);
    }

    private static final class Shared implements Cluster {
        private final Map<NodeId, View> views = new HashMap<>();
        private final Set<NodeId> isolated = new HashSet<>();
        private Topology agreed;

        Shared(Topology founding) {
            this.agreed = founding;
            founding.members()
                    .forEach(member -> views.put(member.id(), new View(member.id(), founding)));
        }

        private final class View implements TopologyStore {
            private final NodeId node;
            private final List<Consumer<Topology>> listeners = new ArrayList<>();
            private Topology current;

            View(NodeId node, Topology current) {
                this.node = node;
                this.current = current;
            }

            @Override
            public Topology current() {
                return current;
            }

            @Override
            public void read(Answer<Topology> answer) {
                if (isolated.contains(node)) {
                    answer.failed(KvError.of(ErrorCode.UNAVAILABLE, "isolated"));
                } else {
                    learn(agreed);
                    answer.succeeded(agreed);
                }
            }

            @Override
            public void compareAndSet(long expected, Topology next, Answer<Topology> answer) {
                boolean follows =
                        next.epoch() == expected + 1 && next.cluster().equals(agreed.cluster());
                if (!follows) {
                    answer.failed(KvError.of(ErrorCode.BAD_REQUEST, "does not follow"));
                } else if (isolated.contains(node)) {
                    answer.failed(KvError.of(ErrorCode.UNAVAILABLE, "isolated"));
                } else {
                    if (agreed.epoch() == expected) {
                        agreed = next;
                    }
                    learn(agreed);
                    if (agreed.equals(next)) {
                        answer.succeeded(next);
                    } else {
                        answer.failed(KvError.of(ErrorCode.CONFLICT, "another came first"));
                    }
                }
            }

            @Override
            public void learn(Topology heard) {
                if (heard.cluster().equals(current.cluster()) && heard.isNewerThan(current)) {
                    current = heard;
                    listeners.forEach(listener -> listener.accept(heard));
                }
            }

            @Override
            public void listen(Consumer<Topology> listener) {
                listeners.add(listener);
            }
        }

        private View view(NodeId node) {
            View view = views.get(node);
            if (view == null) {
                throw new IllegalArgumentException("no node " + node);
            }
            return view;
        }

        @Override
        public TopologyStore store(NodeId node) {
            return view(node);
        }

        @Override
        public void on(NodeId node, Runnable task) {
            task.run();
        }

        @Override
        public void run(Duration time) {}

        @Override
        public void restart(NodeId node) {
            views.put(node, new View(node, view(node).current()));
        }

        @Override
        public void isolate(NodeId node) {
            isolated.add(node);
        }

        @Override
        public void heal() {
            isolated.clear();
        }
    }
}
