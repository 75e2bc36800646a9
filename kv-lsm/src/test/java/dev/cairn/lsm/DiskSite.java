package dev.cairn.lsm;

import dev.cairn.testkit.sim.DiskFaults.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A place where the engine touches the disk.
 *
 * @param work in the middle of what
 * @param kind of the file: log, table, manifest or current
 * @param operation what is done to it
 */
record DiskSite(Work work, String kind, Operation operation) {
    private static final StackWalker STACK = StackWalker.getInstance();

    /** What the engine is at, told by who is on the stack; the first that is found. */
    enum Work {
        CHECKPOINT("dev.cairn.lsm.Checkpoint"),
        OPENING("dev.cairn.lsm.Opening"),
        COMPACTION("dev.cairn.lsm.Compactor"),
        FLUSH("dev.cairn.lsm.Background"),
        WRITING("dev.cairn.lsm.WritePath", "dev.cairn.lsm.log."),
        READING("dev.cairn.lsm.");

        private final List<String> prefixes;

        Work(String... prefixes) {
            this.prefixes = List.of(prefixes);
        }

        private boolean isAt(List<String> classes) {
            return classes.stream().anyMatch(name -> prefixes.stream().anyMatch(name::startsWith));
        }
    }

    /** Where the caller's thread is as it does this to that file. */
    static DiskSite of(Operation operation, String path) {
        List<String> classes =
                STACK.walk(frames ->
                        frames.map(StackWalker.StackFrame::getClassName)
                                .filter(name -> name.startsWith("dev.cairn.lsm."))
                                .toList());
        Optional<Work> work =
                Arrays.stream(Work.values()).filter(each -> each.isAt(classes)).findFirst();
        return new DiskSite(work.orElse(Work.READING), kind(path), operation);
    }

    private static String kind(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.startsWith("CURRENT")) {
            return "current";
        }
        if (name.equals("LOCK")) {
            return "lock";
        }
        int suffix = name.indexOf('.');
        return suffix < 0 ? "names" : name.substring(suffix + 1).replace(".next", "");
    }

    @Override
    public String toString() {
        return (work + " " + kind + " " + operation).toLowerCase(java.util.Locale.ROOT);
    }
}
