package dev.cairn.testkit.sim;

import java.time.Duration;

/**
 * How links behave in one direction. They model TCP: a packet that is lost is sent again, so loss
 * shows as delay, of that frame and of all behind it; five losses in a row, or a reset, take the
 * link down.
 *
 * @param latency how long a frame is under way
 * @param loss chance that a frame is sent in vain, 0 to 1; it is sent again after 200 ms, 400 ms, …
 * @param resets chance that a frame breaks the link, 0 to 1
 * @param bytesPerSecond what the link carries
 * @param bufferBytes how much a link takes before it refuses
 * @param datagrams what happens to the frames that need no stream
 */
public record LinkProfile(
        Latency latency,
        double loss,
        double resets,
        long bytesPerSecond,
        int bufferBytes,
        Datagrams datagrams) {
    private static final int MIB = 1 << 20;

    /** One data centre: 100 µs and a little more, 10 Gbit/s, nothing lost, 1 MiB of buffer. */
    public static final LinkProfile LAN =
            new LinkProfile(
                    new Latency.Exponential(Duration.ofNanos(100_000), Duration.ofNanos(50_000)),
                    0,
                    0,
                    1_250_000_000L,
                    MIB,
                    Datagrams.NONE);

    /** Two continents: 40 ms and a little more, 1 Gbit/s, nothing lost, 1 MiB of buffer. */
    public static final LinkProfile WAN =
            new LinkProfile(
                    new Latency.Exponential(Duration.ofMillis(40), Duration.ofMillis(5)),
                    0,
                    0,
                    125_000_000L,
                    MIB,
                    Datagrams.NONE);

    /** The same with this latency. */
    public LinkProfile withLatency(Latency wanted) {
        return new LinkProfile(wanted, loss, resets, bytesPerSecond, bufferBytes, datagrams);
    }

    /** The same with this chance of losing a frame. */
    public LinkProfile withLoss(double probability) {
        return new LinkProfile(
                latency, probability, resets, bytesPerSecond, bufferBytes, datagrams);
    }

    /** The same with this chance of a reset at each frame. */
    public LinkProfile withResets(double probability) {
        return new LinkProfile(latency, loss, probability, bytesPerSecond, bufferBytes, datagrams);
    }

    /** The same with this bandwidth. */
    public LinkProfile withBytesPerSecond(long bandwidth) {
        return new LinkProfile(latency, loss, resets, bandwidth, bufferBytes, datagrams);
    }

    /** The same with this buffer. */
    public LinkProfile withBufferBytes(int bytes) {
        return new LinkProfile(latency, loss, resets, bytesPerSecond, bytes, datagrams);
    }

    /** The same, but this happens to frames that need no stream. */
    public LinkProfile withDatagrams(Datagrams wanted) {
        return new LinkProfile(latency, loss, resets, bytesPerSecond, bufferBytes, wanted);
    }

    /** The same with latencies {@code factor} times as long. */
    public LinkProfile slowedBy(double factor) {
        return withLatency(latency.times(factor));
    }

    long transmissionNanos(int bytes) {
        return bytes * 1_000_000_000L / bytesPerSecond;
    }
}
