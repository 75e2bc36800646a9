package dev.cairn.testkit.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history is linearizable: whether each operation can be given one moment between
 * its call and its return such that, in the order of those moments, the object would have answered
 * just so (Herlihy and Wing, "Linearizability", 1990).
 *
 * <p>The search is Wing and Gong's ("Testing and verifying concurrent objects", 1993) with Lowe's
 * memory of configurations seen before ("Testing for linearizability", 2017), as in Porcupine.
 * Operations in doubt may take effect at any moment after their call, or never. The problem is hard
 * in general; keep histories of one object to some hundred operations with few in doubt. Operations
 * on several objects are checked one object at a time, which is enough.
 */
public final class Linearizability {
    /** How many configurations are tried before the search is given up. */
    public static final int MAX_CONFIGURATIONS = 1_000_000;

    private Linearizability() {}

    /** What the search found. */
    public sealed interface Verdict {}

    /** There is such an order. */
    public record Linearizable() implements Verdict {}

    /**
     * There is none.
     *
     * @param explanation the longest order found, and the operations that would have to follow
     */
    public record Violated(String explanation) implements Verdict {}

    /**
     * The search was given up.
     *
     * @param configurations how many were tried
     */
    public record Undecided(int configurations) implements Verdict {}

    /** Searches for an order. */
    public static <S, I, O> Verdict check(SequentialModel<S, I, O> model, History<I, O> history) {
        return new Search<>(model, history.operations()).run();
    }

    /** A call, or the return of one; all in a list in the order of time. */
    private static final class Event {
        final int operation;
        final boolean isCall;
        @Nullable Event returning;
        @Nullable Event before;
        @Nullable Event after;

        Event(int operation, boolean isCall) {
            this.operation = operation;
            this.isCall = isCall;
        }
    }

    private record Configuration(BitSet done, Object state) {}

    private record Choice<S>(Event call, S before) {}

    private static final class Search<S, I, O> {
        private final SequentialModel<S, I, O> model;
        private final List<History<I, O>.Operation> operations;
        private final Event head = new Event(-1, true);
        private final Set<Configuration> seen = new HashSet<>();
        private final Deque<Choice<S>> order = new ArrayDeque<>();
        private final BitSet done = new BitSet();
        private List<Integer> longest = List.of();
        private int unanswered;

        Search(SequentialModel<S, I, O> model, List<History<I, O>.Operation> operations) {
            this.model = model;
            this.operations = operations;
            link();
        }

        private void link() {
            record At(long time, Event event) {}
            List<At> events = new ArrayList<>();
            for (int i = 0; i < operations.size(); i++) {
                Event call = new Event(i, true);
                Event returning = new Event(i, false);
                call.returning = returning;
                events.add(new At(operations.get(i).invoked(), call));
                events.add(new At(operations.get(i).returned(), returning));
                if (operations.get(i).output().isPresent()) {
                    unanswered++;
                }
            }
            events.sort(Comparator.comparingLong(At::time));
            Event last = head;
            for (At at : events) {
                last.after = at.event();
                at.event().before = last;
                last = at.event();
            }
        }

        Verdict run() {
            S state = model.initial();
            Event event = head.after;
            while (unanswered > 0) {
                if (seen.size() > MAX_CONFIGURATIONS) {
                    return new Undecided(seen.size());
                }
                Optional<S> next = Optional.empty();
                if (event != null && event.isCall) {
                    next = tried(event, state);
                    if (next.isEmpty()) {
                        event = event.after;
                        continue;
                    }
                    order.push(new Choice<>(event, state));
                    state = next.get();
                    lift(event);
                    event = head.after;
                    continue;
                }
                remember();
                if (order.isEmpty()) {
                    return new Violated(explanation());
                }
                Choice<S> last = order.pop();
                state = last.before();
                unlift(last.call());
                event = last.call().after;
            }
            return new Linearizable();
        }

        /**
         * The state after this operation, unless it cannot come now or was tried so before; one in
         * doubt that would change nothing may as well never have come.
         */
        private Optional<S> tried(Event call, S state) {
            History<I, O>.Operation operation = operations.get(call.operation);
            Optional<S> next = model.next(state, operation.input(), operation.output());
            boolean needless = operation.output().isEmpty() && next.equals(Optional.of(state));
            if (needless) {
                return Optional.empty();
            }
            if (next.isPresent()) {
                BitSet after = (BitSet) done.clone();
                after.set(call.operation);
                if (!seen.add(new Configuration(after, next.get()))) {
                    return Optional.empty();
                }
            }
            return next;
        }

        private void lift(Event call) {
            done.set(call.operation);
            unlink(call);
            if (call.returning != null) {
                unlink(call.returning);
            }
            if (operations.get(call.operation).output().isPresent()) {
                unanswered--;
            }
        }

        private void unlift(Event call) {
            done.clear(call.operation);
            if (call.returning != null) {
                relink(call.returning);
            }
            relink(call);
            if (operations.get(call.operation).output().isPresent()) {
                unanswered++;
            }
        }

        private static void unlink(Event event) {
            if (event.before != null) {
                event.before.after = event.after;
            }
            if (event.after != null) {
                event.after.before = event.before;
            }
        }

        private static void relink(Event event) {
            if (event.before != null) {
                event.before.after = event;
            }
            if (event.after != null) {
                event.after.before = event;
            }
        }

        /** Called before every step back, where an order is as long as it gets. */
        private void remember() {
            if (order.size() > longest.size()) {
                List<Integer> now = new ArrayList<>();
                order.descendingIterator()
                        .forEachRemaining(choice -> now.add(choice.call().operation));
                longest = now;
            }
        }

        private String explanation() {
            StringBuilder text = new StringBuilder("no order explains the history; the longest:");
            longest.forEach(i -> text.append("\n  ").append(operations.get(i)));
            text.append("\nleft over:");
            for (int i = 0; i < operations.size(); i++) {
                if (!longest.contains(i)) {
                    text.append("\n  ").append(operations.get(i));
                }
            }
            return text.toString();
        }
    }
}
