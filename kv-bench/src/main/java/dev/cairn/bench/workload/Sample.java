package dev.cairn.bench.workload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What one run of one workload on one engine has shown.
 *
 * @param units operations done; pairs read for a scan
 * @param nanos from the first operation's start to the last one's end
 * @param cpuNanos processor time of the whole process, until background work had ended if the
 *     workload writes
 * @param ownNanos processor time of the threads that ran the operations, and of no other
 * @param writtenBytes bytes that the process gave to the disk meanwhile
 * @param diskBytes bytes in the store's files afterwards
 * @param anonymousBytes memory of the process that no file stands behind, afterwards
 * @param fileBytes memory of the process that a file stands behind, afterwards
 * @param latencies of the operations, in nanoseconds
 * @param slots units of work in each tenth of a second
 */
public record Sample(
        long units,
        long nanos,
        long cpuNanos,
        long ownNanos,
        long writtenBytes,
        long diskBytes,
        long anonymousBytes,
        long fileBytes,
        Histogram latencies,
        long[] slots) {
    /** How long a slot of time is. */
    public static final double SLOT_SECONDS = Meter.SLOT_NANOS / 1e9;

    private static final int ENCODED_BYTES = 1 << 20;

    /** Units of work each second. */
    public double perSecond() {
        return units / Math.max(1e-9, nanos / 1e9);
    }

    /** Processor time of one unit of work, in microseconds. */
    public double cpuMicros() {
        return cpuNanos / 1e3 / Math.max(1, units);
    }

    /** Processor time of one unit of work on the thread that did it, in microseconds. */
    public double ownMicros() {
        return ownNanos / 1e3 / Math.max(1, units);
    }

    /** On one line, for the process that compares. */
    public String line() {
        ByteBuffer encoded = ByteBuffer.allocate(ENCODED_BYTES);
        int length = latencies.encodeIntoCompressedByteBuffer(encoded);
        return "units="
                + units
                + " nanos="
                + nanos
                + " cpu="
                + cpuNanos
                + " own="
                + ownNanos
                + " written="
                + writtenBytes
                + " disk="
                + diskBytes
                + " anonymous="
                + anonymousBytes
                + " file="
                + fileBytes
                + " slots="
                + Arrays.stream(slots).mapToObj(Long::toString).collect(Collectors.joining(","))
                + " latencies="
                + Base64.getEncoder().encodeToString(Arrays.copyOf(encoded.array(), length));
    }

    /** The sample that {@link #line} wrote. */
    public static Sample parse(String line) {
        Map<String, String> fields =
                Arrays.stream(line.split(" "))
                        .map(field -> field.split("=", 2))
                        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        try {
            return new Sample(
                    number(fields, "units"),
                    number(fields, "nanos"),
                    number(fields, "cpu"),
                    number(fields, "own"),
                    number(fields, "written"),
                    number(fields, "disk"),
                    number(fields, "anonymous"),
                    number(fields, "file"),
                    Histogram.decodeFromCompressedByteBuffer(
                            ByteBuffer.wrap(Base64.getDecoder().decode(field(fields, "latencies"))),
                            0),
                    Arrays.stream(field(fields, "slots").split(","))
                            .mapToLong(Long::parseLong)
                            .toArray());
        } catch (DataFormatException broken) {
            throw new IllegalArgumentException("no sample: " + line, broken);
        }
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(field(fields, name));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a sample without " + name);
        }
        return value;
    }
}
