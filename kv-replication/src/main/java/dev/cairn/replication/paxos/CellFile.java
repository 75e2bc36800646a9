package dev.cairn.replication.paxos;

import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.file.CheckedFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Cells in one small file, drawn in docs/formats/registers.md, replaced as a whole with each sync:
 * written beside, synced, renamed. Registers of this kind are few and change rarely.
 */
public final class CellFile implements CellStore {
    static final String NAME = "registers";
    static final int MAGIC = 0x4341_5247;
    static final int FORMAT = 1;

    private static final long MAX_BYTES = 256L << 20;
    private static final int LOST = 1;
    private static final Duration BUSY = Duration.ofMillis(20);

    private final Directory directory;
    private final long storage;
    private final Lane lane;
    private final Executor storageThreads;
    private final EventSink events;
    private final boolean whole;
    private final TreeMap<String, Cell> cells;

    private record Content(boolean lost, TreeMap<String, Cell> cells) {}

    private CellFile(
            Directory directory,
            long storage,
            Lane lane,
            Executor storageThreads,
            EventSink events,
            Content content) {
        this.directory = directory;
        this.storage = storage;
        this.lane = lane;
        this.storageThreads = storageThreads;
        this.events = events;
        this.whole = !content.lost();
        this.cells = content.cells();
    }

    /**
     * Opens the file; a missing, damaged or foreign one has lost its cells for good. Touches the
     * disk.
     *
     * @param storage the id of the data directory
     * @param fresh whether the data directory was made just now; a file that is there was left by a
     *     first start that did not come to its end
     */
    public static CellFile open(
            Directory directory,
            long storage,
            boolean fresh,
            Lane lane,
            Executor storageThreads,
            EventSink events)
            throws IOException {
        Content content = fresh ? new Content(false, new TreeMap<>()) : content(directory, storage);
        if (content.lost()) {
            events.emit(
                    new Event.Note(
                            Event.Severity.ERROR,
                            "the registers of "
                                    + directory.describe()
                                    + " are lost; this node does not vote on this directory any"
                                    + " more"));
        }
        file(directory).replace(encode(storage, content.lost(), content.cells()));
        return new CellFile(directory, storage, lane, storageThreads, events, content);
    }

    private static Content content(Directory directory, long storage) throws IOException {
        if (!directory.exists(NAME)) {
            return new Content(true, new TreeMap<>());
        }
        try {
            return decode(file(directory).read(), storage);
        } catch (MalformedException damaged) {
            return new Content(true, new TreeMap<>());
        }
    }

    /**
     * The cell of a register in a file that nobody has open; empty when there is none, or the file
     * is missing, damaged or foreign. Touches the disk.
     */
    public static Optional<Cell> recall(Directory directory, long storage, String register)
            throws IOException {
        return Optional.ofNullable(content(directory, storage).cells().get(register));
    }

    @Override
    public Cell cell(String register) {
        return cells.getOrDefault(register, Cell.EMPTY);
    }

    @Override
    public List<String> registers() {
        return List.copyOf(cells.keySet());
    }

    @Override
    public void put(String register, Cell cell) {
        cells.put(register, cell);
    }

    @Override
    public boolean isWhole() {
        return whole;
    }

    @Override
    public void sync(Consumer<Boolean> done) {
        WireWriter content = encode(storage, !whole, cells);
        Runnable writing =
                () -> {
                    boolean written;
                    try {
                        file(directory).replace(content);
                        written = true;
                    } catch (IOException refused) {
                        written = false;
                        events.emit(
                                new Event.Note(
                                        Event.Severity.ERROR,
                                        "registers could not be written, so this node does not vote"
                                                + " until it is restarted: "
                                                + refused.getMessage()));
                    }
                    boolean durable = written;
                    lane.execute(() -> done.accept(durable));
                };
        submit(writing);
    }

    private void submit(Runnable writing) {
        try {
            storageThreads.execute(writing);
        } catch (RejectedExecutionException busy) {
            lane.after(BUSY, () -> submit(writing));
        }
    }

    private static CheckedFile file(Directory directory) {
        return new CheckedFile(directory, NAME, MAX_BYTES);
    }

    private static WireWriter encode(long storage, boolean lost, Map<String, Cell> cells) {
        WireWriter writer = new WireWriter(1024);
        writer.i32(MAGIC).u8(FORMAT).u8(lost ? LOST : 0).i64(storage).varint(cells.size());
        cells.forEach((name, cell) -> {
            writer.text(name);
            ProposedCodec.write(cell, writer);
        });
        return writer;
    }

    private static Content decode(WireReader reader, long storage) {
        if (reader.i32() != MAGIC || reader.u8() != FORMAT) {
            throw new MalformedException("it is no registers file of format " + FORMAT);
        }
        boolean lost = reader.u8() == LOST;
        if (reader.i64() != storage) {
            throw new MalformedException("it is of another data directory");
        }
        TreeMap<String, Cell> cells = new TreeMap<>();
        int count = reader.varint(MAX_REGISTERS);
        for (int i = 0; i < count; i++) {
            cells.put(reader.text(), ProposedCodec.readCell(reader));
        }
        reader.end();
        return new Content(lost, cells);
    }
}
