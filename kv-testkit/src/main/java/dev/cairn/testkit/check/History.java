package dev.cairn.testkit.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What several clients asked of one object at the same time, and what they heard.
 *
 * <pre>{@code
 * History<Input, Output>.Operation read = history.invoked(client, new Read());
 * read.returned(new Value(v));        // or read.failed(); else it stays in doubt
 * }</pre>
 *
 * <p>The order of the calls is the order of time. Safe for all threads.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public final class History<I, O> {
    private final List<Operation> operations = new ArrayList<>();
    private long now;

    /** An empty history. */
    public History() {}

    /** One operation; in doubt until its end is told: it may take effect at any time, or never. */
    public final class Operation {
        private final String client;
        private final I input;
        private final long invoked;
        private Optional<O> output = Optional.empty();
        private long returned = Long.MAX_VALUE;
        private boolean failed;

        private Operation(String client, I input, long invoked) {
            this.client = client;
            this.input = input;
            this.invoked = invoked;
        }

        /** It was answered. */
        public void returned(O answer) {
            synchronized (History.this) {
                output = Optional.of(answer);
                returned = now++;
            }
        }

        /** It certainly had no effect and never will. */
        public void failed() {
            synchronized (History.this) {
                failed = true;
            }
        }

        I input() {
            return input;
        }

        Optional<O> output() {
            return output;
        }

        long invoked() {
            return invoked;
        }

        long returned() {
            return returned;
        }

        @Override
        public String toString() {
            String end = returned == Long.MAX_VALUE ? "…" : Long.toString(returned);
            String answer = output.map(Object::toString).orElse("in doubt");
            return "[" + invoked + ", " + end + "] " + client + " " + input + " → " + answer;
        }
    }

    /** A client asks. */
    public synchronized Operation invoked(String client, I input) {
        Operation operation = new Operation(client, input, now++);
        operations.add(operation);
        return operation;
    }

    /** All that may have had an effect, in the order in which they were asked. */
    synchronized List<Operation> operations() {
        return operations.stream().filter(operation -> !operation.failed).toList();
    }

    /** How many operations were answered. */
    public synchronized int answered() {
        return (int) operations.stream().filter(op -> op.output.isPresent()).count();
    }
}
