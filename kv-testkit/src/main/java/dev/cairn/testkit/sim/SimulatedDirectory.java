package dev.cairn.testkit.sim;

import dev.cairn.api.env.Directory;
import dev.cairn.testkit.sim.DiskFaults.Operation;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A directory in memory that knows what was synced, and so can tell what a crash would leave. A
 * crash is a copy: the directory goes on as it is, and {@link #afterPowerLoss} and {@link
 * #afterProcessDeath} answer what the next process would find, to be opened beside it.
 *
 * <pre>{@code
 * SimulatedDirectory disk = new SimulatedDirectory();
 * engine(disk).apply(batch);
 * StorageEngine next = engine(disk.afterPowerLoss(new SplittableRandom(seed)));
 * }</pre>
 *
 * <p>Names that were not synced are kept or lost one by one, but a rename is never torn. Locks end
 * with the process. Safe for all threads.
 */
public final class SimulatedDirectory implements Directory {
    /** Less than any record of a log, so that a full disk refuses the next one. */
    private static final int ZEROS_AHEAD = 16;

    private final String path;
    private final DiskFaults faults;
    private final Map<String, SimulatedFile> files = new TreeMap<>();
    private final Map<String, SimulatedFile> durableNames = new TreeMap<>();
    private final List<NameChange> unsyncedNames = new ArrayList<>();
    private final Map<String, SimulatedDirectory> children = new TreeMap<>();
    private final Set<String> locks = new HashSet<>();

    /**
     * A change of a name: {@code file} appears at {@code to} and goes from {@code from}; either may
     * be empty.
     */
    private record NameChange(String from, String to, SimulatedFile file) {
        void applyTo(Map<String, SimulatedFile> names) {
            names.remove(from, file);
            if (!to.isEmpty()) {
                names.put(to, file);
            }
        }
    }

    /** An empty directory on a disk of its own. */
    public SimulatedDirectory() {
        this("simulated:", new DiskFaults());
    }

    private SimulatedDirectory(String path, DiskFaults faults) {
        this.path = path;
        this.faults = faults;
    }

    /** What is wrong with its disk. */
    public DiskFaults faults() {
        return faults;
    }

    /**
     * What the next process finds when this one is killed now: all that was written. Its disk has
     * no faults.
     */
    public SimulatedDirectory afterProcessDeath() {
        return afterProcessDeath(new DiskFaults());
    }

    /** The same on a disk with these faults. */
    synchronized SimulatedDirectory afterProcessDeath(DiskFaults sound) {
        SimulatedDirectory left = new SimulatedDirectory(path, sound);
        Map<SimulatedFile, SimulatedFile> copies = new HashMap<>();
        UnaryOperator<SimulatedFile> copy =
                file -> copies.computeIfAbsent(file, SimulatedFile::afterProcessDeath);
        files.forEach((name, file) -> left.files.put(name, copy.apply(file)));
        durableNames.forEach((name, file) -> left.durableNames.put(name, copy.apply(file)));
        for (NameChange change : unsyncedNames) {
            left.unsyncedNames.add(
                    new NameChange(change.from(), change.to(), copy.apply(change.file())));
        }
        children.forEach((name, child) -> left.children.put(name, child.afterProcessDeath(sound)));
        return left;
    }

    /**
     * What the next process finds when power fails now: what was synced, and by chance more. Its
     * disk has no faults.
     */
    public SimulatedDirectory afterPowerLoss(RandomGenerator random) {
        return afterPowerLoss(random, new DiskFaults());
    }

    /** The same on a disk with these faults. */
    synchronized SimulatedDirectory afterPowerLoss(RandomGenerator random, DiskFaults sound) {
        SimulatedDirectory left = new SimulatedDirectory(path, sound);
        Map<String, SimulatedFile> names = new TreeMap<>(durableNames);
        int keptOutOf4 = 2 * random.nextInt(3);
        for (NameChange change : unsyncedNames) {
            if (random.nextInt(4) < keptOutOf4) {
                change.applyTo(names);
            }
        }
        Map<SimulatedFile, SimulatedFile> copies = new HashMap<>();
        names.forEach((name, file) ->
                left.files.put(
                        name, copies.computeIfAbsent(file, same -> same.afterPowerLoss(random))));
        left.durableNames.putAll(left.files);
        children.forEach(
                (name, child) -> left.children.put(name, child.afterPowerLoss(random, sound)));
        return left;
    }

    /** Bytes in a file; 0 when there is none. */
    public synchronized int size(String name) {
        SimulatedFile file = files.get(name);
        return file == null ? 0 : file.size();
    }

    /**
     * Turns one bit of a file over, in the cache and on the platter; does nothing beyond its end.
     */
    public synchronized void flipBit(String name, int position, int bit) {
        SimulatedFile file = files.get(name);
        if (file != null && position < file.size()) {
            file.flip(position, bit);
        }
    }

    /** The sub-folders there are, sorted. */
    public synchronized List<String> children() {
        return List.copyOf(children.keySet());
    }

    @Override
    public String describe() {
        return path;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public WritableFile create(String name) throws IOException {
        return create(name, 0);
    }

    @Override
    public WritableFile createLog(String name) throws IOException {
        return create(name, ZEROS_AHEAD);
    }

    private synchronized WritableFile create(String name, int zerosAhead) throws IOException {
        checkName(name);
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(describe(name));
        }
        SimulatedFile file = new SimulatedFile();
        change(new NameChange("", name, file));
        return new SimulatedAppender(describe(name), file, faults, zerosAhead);
    }

    @Override
    public synchronized WritableFile append(String name, long size) throws IOException {
        SimulatedFile file = file(name);
        if (size < 0 || size > file.size()) {
            throw new EOFException(describe(name) + " has " + file.size() + " bytes, not " + size);
        }
        faults.change(Operation.NAME, describe(name));
        file.cut((int) size);
        return new SimulatedAppender(describe(name), file, faults, 0);
    }

    @Override
    public synchronized ReadableFile open(String name) throws IOException {
        return new SimulatedReader(describe(name), file(name), faults);
    }

    @Override
    public synchronized boolean exists(String name) {
        checkName(name);
        return files.containsKey(name);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        checkName(to);
        change(new NameChange(from, to, file(from)));
    }

    @Override
    public void link(String name, Directory target) throws IOException {
        if (target instanceof SimulatedDirectory other) {
            SimulatedFile linked;
            synchronized (this) {
                linked = file(name);
            }
            other.adopt(name, linked);
        } else {
            Directory.super.link(name, target);
        }
    }

    private synchronized void adopt(String name, SimulatedFile file) throws IOException {
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(describe(name));
        }
        change(new NameChange("", name, file));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        checkName(name);
        SimulatedFile file = files.get(name);
        if (file != null) {
            change(new NameChange(name, "", file));
        }
    }

    private void change(NameChange change) throws IOException {
        faults.change(
                change.from().isEmpty() ? Operation.CREATE : Operation.NAME,
                describe(change.to().isEmpty() ? change.from() : change.to()));
        change.applyTo(files);
        unsyncedNames.add(change);
    }

    @Override
    public synchronized void syncNames() throws IOException {
        if (faults.sync(path)) {
            unsyncedNames.forEach(change -> change.applyTo(durableNames));
            unsyncedNames.clear();
        }
    }

    @Override
    public synchronized SimulatedDirectory child(String name) {
        checkName(name);
        return children.computeIfAbsent(
                name, same -> new SimulatedDirectory(describe(same), faults));
    }

    @Override
    public synchronized AutoCloseable lock(String name) throws IOException {
        checkName(name);
        if (locks.contains(name)) {
            throw new IOException(describe(name) + " is locked already");
        }
        if (!files.containsKey(name)) {
            create(name).close();
        }
        locks.add(name);
        return () -> unlock(name);
    }

    private synchronized void unlock(String name) {
        locks.remove(name);
    }

    private SimulatedFile file(String name) throws NoSuchFileException {
        checkName(name);
        SimulatedFile file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(describe(name));
        }
        return file;
    }

    private String describe(String name) {
        return path + "/" + name;
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith(".")) {
            throw new IllegalArgumentException("\"" + name + "\" is no plain file name");
        }
    }
}
