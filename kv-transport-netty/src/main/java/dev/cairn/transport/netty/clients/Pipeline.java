package dev.cairn.transport.netty.clients;

import dev.cairn.api.Key;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The operations of one connection: as many at once as its limit and their keys allow, their
 * answers in the order they came. Operations on one key run one after another unless both only
 * read, so that a connection reads what it wrote.
 *
 * <p>For the connection's event loop only; operations may finish on any thread.
 *
 * @param <A> what an operation answers
 */
public final class Pipeline<A> {
    private static final int WRITTEN = -1;

    private final EventLoop loop;
    private final int limit;
    private final Consumer<A> answers;
    private final Runnable progress;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Map<Key, Integer> busy = new HashMap<>();
    private int inFlight;

    /** Something that answers once, at any time and on any thread. */
    @FunctionalInterface
    public interface Operation<A> {
        /** Begins; the answer goes to {@code done}. */
        void start(Consumer<A> done);
    }

    private final class Slot {
        final Collection<Key> keys;
        final boolean writes;
        final int weight;
        Optional<A> answer = Optional.empty();

        Slot(Collection<Key> keys, boolean writes) {
            this.keys = keys;
            this.writes = writes;
            this.weight = Math.max(1, keys.size());
        }
    }

    /**
     * A pipeline.
     *
     * @param loop the connection's
     * @param limit keys in flight at most; one operation may have more when it is alone
     * @param answers takes the answers, in order
     * @param progress runs after answers, when it is worth offering again
     */
    public Pipeline(EventLoop loop, int limit, Consumer<A> answers, Runnable progress) {
        this.loop = loop;
        this.limit = limit;
        this.answers = answers;
        this.progress = progress;
    }

    /** Whether nothing waits to be answered. */
    public boolean isEmpty() {
        return slots.isEmpty();
    }

    /**
     * Whether an answer may be offered, and no operation is under way that must be over before
     * others touch its keys.
     */
    public boolean isOpen() {
        return busy.isEmpty() && inFlight < limit;
    }

    /** Answers at once, behind what came before; false when the pipeline is full. */
    public boolean offer(A answer) {
        return offer(List.of(), false, done -> done.accept(answer));
    }

    /**
     * Starts an operation on distinct {@code keys}; false, and nothing is started, when it must be
     * offered again later.
     */
    public boolean offer(Collection<Key> keys, boolean writes, Operation<A> operation) {
        Slot slot = new Slot(keys, writes);
        if (inFlight > 0 && inFlight + slot.weight > limit || isBusy(keys, writes)) {
            return false;
        }
        for (Key key : keys) {
            busy.merge(key, writes ? WRITTEN : 1, Integer::sum);
        }
        inFlight += slot.weight;
        slots.add(slot);
        operation.start(answer -> {
            if (loop.inEventLoop()) {
                finish(slot, answer);
            } else {
                loop.execute(() -> finish(slot, answer));
            }
        });
        return true;
    }

    private boolean isBusy(Collection<Key> keys, boolean writes) {
        if (busy.isEmpty()) {
            return false;
        }
        for (Key key : keys) {
            int users = busy.getOrDefault(key, 0);
            if (users == WRITTEN || writes && users > 0) {
                return true;
            }
        }
        return false;
    }

    private void finish(Slot slot, A answer) {
        if (slot.answer.isPresent()) {
            throw new IllegalStateException("an operation answered twice");
        }
        slot.answer = Optional.of(answer);
        for (Key key : slot.keys) {
            busy.merge(
                    key,
                    slot.writes ? -WRITTEN : -1,
                    (users, change) -> users + change == 0 ? null : users + change);
        }
        for (Slot first = slots.peek();
                first != null && first.answer.isPresent();
                first = slots.peek()) {
            slots.remove();
            inFlight -= first.weight;
            answers.accept(first.answer.get());
        }
        progress.run();
    }
}
