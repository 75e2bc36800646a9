package dev.cairn.server.cli;

import dev.cairn.api.Bytes;
import dev.cairn.server.load.Format;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv scan}: keys and values as they are found, in the order of their tokens. */
@Command(
        name = "scan",
        description = "Shows the keys and values of a bucket as they are found.",
        sortOptions = false)
final class ScanCommand implements Callable<Integer> {
    @Mixin private final BucketOption bucket = new BucketOption();

    @Option(names = "--prefix", paramLabel = "P", description = "only keys that begin so")
    private String prefix = "";

    @Option(names = "--limit", paramLabel = "N", description = "at most so many keys")
    private long limit = Long.MAX_VALUE;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "--limit is at least 1, not " + limit, null);
        }
        ScanPages pages = new ScanPages(options.client(), bucket.name(), prefix, "");
        Format format = options.json() ? Format.JSONL : Format.TSV;
        long left = limit;
        while (pages.hasNext() && left > 0) {
            Set<Bytes> keys = new HashSet<>();
            for (ScanPages.Pair pair : pages.next(left)) {
                System.out.writeBytes(format.show(pair.key(), pair.value()));
                keys.add(pair.key());
            }
            left -= keys.size();
        }
        return end(pages);
    }

    /** An incomplete scan has failed, with all it found. */
    static int end(ScanPages pages) {
        System.out.flush();
        if (!pages.isComplete()) {
            throw new CommandException(
                    "UNAVAILABLE",
                    "too few owners answered for some parts: keys may be missing, or old");
        }
        return Exit.DONE;
    }
}
