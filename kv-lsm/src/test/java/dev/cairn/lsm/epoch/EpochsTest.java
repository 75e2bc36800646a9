package dev.cairn.lsm.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class EpochsTest {
    private final Epochs epochs = new Epochs();
    private final AtomicInteger freed = new AtomicInteger();

    @Test
    void withNobodyInsideWhatIsRetiredIsFreedAtOnce() {
        epochs.retire(freed::incrementAndGet);
        assertThat(freed).hasValue(1);
    }

    @Test
    void whatIsRetiredWaitsForThoseWhoWereInside() {
        int first = epochs.enter();
        int second = epochs.enter();
        epochs.retire(freed::incrementAndGet);
        epochs.exit(first);
        assertThat(freed).hasValue(0);
        epochs.exit(second);
        assertThat(freed).hasValue(1);
    }

    @Test
    void itDoesNotWaitForThoseWhoCameLater() {
        int before = epochs.enter();
        epochs.retire(freed::incrementAndGet);
        int after = epochs.enter();
        epochs.exit(before);
        assertThat(freed).hasValue(1);
        epochs.exit(after);
    }

    @Test
    void whatIsRetiredMeanwhileWaitsForItsOwnReaders() {
        int first = epochs.enter();
        epochs.retire(freed::incrementAndGet);
        int second = epochs.enter();
        epochs.retire(freed::incrementAndGet);
        epochs.exit(first);
        assertThat(freed).hasValue(1);
        epochs.exit(second);
        assertThat(freed).hasValue(2);
        assertThat(epochs.isOccupied()).isFalse();
    }

    @Test
    void aRetirementMayRetireMore() {
        int inside = epochs.enter();
        epochs.retire(() -> epochs.retire(() -> epochs.retire(freed::incrementAndGet)));
        assertThat(freed).hasValue(0);
        epochs.exit(inside);
        assertThat(freed).hasValue(1);
    }

    private static final class Resource {
        private volatile boolean gone;
    }

    @Test
    void noReaderFindsWhatIsGone() throws InterruptedException {
        AtomicReference<Resource> shared = new AtomicReference<>(new Resource());
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger seenGone = new AtomicInteger();
        Thread[] readers = new Thread[3];
        for (int i = 0; i < readers.length; i++) {
            readers[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!done.get()) {
                                    int inside = epochs.enter();
                                    Resource found = shared.get();
                                    Thread.onSpinWait();
                                    if (found.gone) {
                                        seenGone.incrementAndGet();
                                    }
                                    epochs.exit(inside);
                                }
                            });
        }
        int rounds = 50_000;
        for (int i = 0; i < rounds; i++) {
            Resource former = shared.getAndSet(new Resource());
            epochs.retire(() -> {
                former.gone = true;
                freed.incrementAndGet();
            });
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        int inside = epochs.enter();
        epochs.exit(inside);
        assertThat(seenGone).hasValue(0);
        assertThat(freed).hasValue(rounds);
    }
}
