package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import dev.cairn.lsm.log.LogSegments.Known;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** Segments being written anew at an open, one of them beside what else the open does. */
final class SegmentCopies implements AutoCloseable {
    private final Directory directory;
    private final Executor beside;
    private Optional<Begun> begun = Optional.empty();

    private record Begun(Known segment, FutureTask<Void> copy) {}

    SegmentCopies(Directory directory, Executor beside) {
        this.directory = directory;
        this.beside = beside;
    }

    /** Begins to copy a segment; only one is ever begun. */
    void begin(Known segment) {
        var copy =
                new FutureTask<Void>(() -> {
                    segment.copy(directory);
                    return null;
                });
        begun = Optional.of(new Begun(segment, copy));
        beside.execute(copy);
    }

    /** Has a copy take the place of the segment; its name is durable once names are synced. */
    void replace(Known segment) throws IOException {
        if (begun.isPresent() && begun.get().segment.equals(segment)) {
            await(begun.get().copy);
        } else {
            segment.copy(directory);
        }
        directory.rename(LogFormat.copyName(segment.number()), LogFormat.name(segment.number()));
    }

    private static void await(FutureTask<Void> copy) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    copy.get();
                    return;
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw told(failed);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A new one at each call, since one may be told while another is under way. */
    private static IOException told(ExecutionException failed) {
        String message = String.valueOf(failed.getMessage());
        return failed.getCause() instanceof Directory.DiskFullException
                ? new Directory.DiskFullException(message, failed)
                : new IOException(message, failed);
    }

    /** Waits until nothing is copied any more, and removes a copy that was not used. */
    @Override
    public void close() throws IOException {
        if (begun.isPresent()) {
            await(begun.get().copy);
            directory.delete(LogFormat.copyName(begun.get().segment.number()));
        }
    }
}
