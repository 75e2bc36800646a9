package dev.cairn.client;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The calls of one batch, so many in flight at once. Safe for all threads. */
final class BatchRun {
    private final List<BatchItem> items;
    private final Function<BatchItem, CompletionStage<BatchResult>> call;
    private final AtomicReferenceArray<BatchResult> results;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open;
    private final CompletableFuture<List<BatchResult>> done = new CompletableFuture<>();

    private BatchRun(
            List<BatchItem> items, Function<BatchItem, CompletionStage<BatchResult>> call) {
        this.items = List.copyOf(items);
        this.call = call;
        this.results = new AtomicReferenceArray<>(items.size());
        this.open = new AtomicInteger(items.size());
    }

    /** Makes every call, at most {@code atOnce} at once; answers in the order of the items. */
    static CompletionStage<List<BatchResult>> of(
            List<BatchItem> items,
            int atOnce,
            Function<BatchItem, CompletionStage<BatchResult>> call) {
        BatchRun run = new BatchRun(items, call);
        if (items.isEmpty()) {
            run.done.complete(List.of());
        }
        for (int i = 0; i < Math.min(atOnce, items.size()); i++) {
            run.advance();
        }
        return run.done;
    }

    /**
     * One call after another, until one is not answered at once: a loop, since a recursion would be
     * as deep as the batch is long.
     */
    private void advance() {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            int index = i;
            CompletableFuture<BatchResult> answer = call.apply(items.get(i)).toCompletableFuture();
            if (!answer.isDone()) {
                answer.whenComplete((result, failure) -> {
                    took(index, result, failure);
                    advance();
                });
                return;
            }
            answer.whenComplete((result, failure) -> took(index, result, failure));
        }
    }

    private void took(int index, @Nullable BatchResult result, @Nullable Throwable failure) {
        results.set(index, result != null ? result : new BatchResult.Failed(error(failure)));
        if (open.decrementAndGet() == 0) {
            done.complete(IntStream.range(0, items.size()).mapToObj(results::get).toList());
        }
    }

    private static KvError error(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof KvException told
                ? told.error()
                : KvError.of(ErrorCode.INTERNAL, String.valueOf(cause));
    }
}
