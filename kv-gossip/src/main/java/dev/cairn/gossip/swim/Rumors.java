package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The news that rides on messages: at most one update a member, what was told least often first,
 * each told λ·ln n times (SWIM, section 4.1) and then dropped.
 */
final class Rumors {
    private static final int LAMBDA = 3;

    private final Map<NodeId, Rumor> byNode = new HashMap<>();

    /** The rumors told 0, 1, 2 … times; among them some that were replaced or dropped meanwhile. */
    private final List<Deque<Rumor>> byTimesTold = new ArrayList<>();

    private int timesToTell = 1;

    private static final class Rumor {
        final Update update;
        int told;

        Rumor(Update update) {
            this.update = update;
        }
    }

    /** The cluster has so many members; news of others than {@code still} is forgotten. */
    void members(int count, Predicate<NodeId> still) {
        timesToTell = (int) StrictMath.ceil(LAMBDA * StrictMath.log(count + 1));
        byNode.keySet().removeIf(still.negate());
    }

    /** Begins to spread an update, in place of an older one about that member. */
    void add(Update update) {
        Rumor rumor = new Rumor(update);
        byNode.put(update.node(), rumor);
        queue(rumor);
    }

    /** Tells no more about a member. */
    void drop(NodeId node) {
        byNode.remove(node);
    }

    /** Adds what fits into so many bytes to a message's news. */
    void take(int bytes, List<Update> news) {
        if (byNode.isEmpty()) {
            byTimesTold.clear();
            return;
        }
        List<Rumor> taken = new ArrayList<>();
        int room = bytes;
        for (Deque<Rumor> queue : byTimesTold) {
            while (!queue.isEmpty() && room >= 0) {
                Rumor next = queue.getFirst();
                boolean current = byNode.get(next.update.node()) == next;
                room -= current ? SwimCodec.bytes(next.update) : 0;
                if (room >= 0) {
                    queue.removeFirst();
                    if (current) {
                        taken.add(next);
                    }
                }
            }
        }
        for (Rumor rumor : taken) {
            news.add(rumor.update);
            rumor.told++;
            if (rumor.told < timesToTell) {
                queue(rumor);
            } else {
                byNode.remove(rumor.update.node());
            }
        }
    }

    private void queue(Rumor rumor) {
        while (byTimesTold.size() <= rumor.told) {
            byTimesTold.add(new ArrayDeque<>());
        }
        byTimesTold.get(rumor.told).addLast(rumor);
    }
}
