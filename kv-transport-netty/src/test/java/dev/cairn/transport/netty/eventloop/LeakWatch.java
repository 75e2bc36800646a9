package dev.cairn.transport.netty.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Watches every buffer of a test class and fails the class when one was not released. */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
    private static final int ROUNDS = 3;

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private ResourceLeakDetector.Level before = ResourceLeakDetector.Level.SIMPLE;

    /** Annotates the test classes to watch. */
    @ExtendWith(LeakWatch.class)
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    public @interface NoLeaks {}

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + ": " + records));
    }

    /**
     * The detector finds a leak when the buffer has been collected and another one is allocated.
     */
    @Override
    public void afterAll(ExtensionContext context) {
        for (int round = 0; round < ROUNDS; round++) {
            System.gc();
            ByteBuf next = PooledByteBufAllocator.DEFAULT.directBuffer(1);
            next.release();
        }
        ResourceLeakDetector.setLevel(before);
        assertThat(LEAKS).as("buffers that were not released").isEmpty();
    }
}
