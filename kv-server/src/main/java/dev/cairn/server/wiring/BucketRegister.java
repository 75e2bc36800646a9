package dev.cairn.server.wiring;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Registers;
import dev.cairn.api.spi.StorageException;
import dev.cairn.server.config.BucketTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The properties that were set while the cluster ran, as this node knows them: agreed in a register
 * (CORRECTNESS rule 12), spread by gossip, kept in the file {@code buckets}. A newer table is on
 * stable storage before the node goes by it. Owned by the control lane.
 *
 * <pre>
 *   register ─ read ─┐
 *   gossip ─ learn ──┼─▶ file ─▶ ClusterState ─▶ gossip
 *   BucketChange ────┘
 * </pre>
 */
final class BucketRegister {
    /** The register's name, and that of the value in gossip. */
    static final String NAME = "buckets";

    private static final Duration ASK_AGAIN = Duration.ofMillis(250);

    private final Env env;
    private BucketTable known;
    private BucketTable kept;
    private boolean asking;

    /**
     * What it may use.
     *
     * @param lane the control lane
     * @param registers what the cluster agrees on
     * @param cluster what goes by the table
     * @param file where it is kept
     * @param storageThreads what may wait for the disk
     * @param events where it tells what happened
     */
    record Env(
            Lane lane,
            Registers registers,
            ClusterState cluster,
            ChecksummedText file,
            Executor storageThreads,
            EventSink events) {}

    private Consumer<BucketTable> listener = table -> {};

    BucketRegister(Env env) {
        this.env = env;
        this.known = env.cluster().bucketTable().orElse(BucketTable.EMPTY);
        this.kept = known;
    }

    /** What a data directory knows; empty for nothing yet. */
    static Optional<BucketTable> recall(ChecksummedText file) throws IOException {
        Optional<List<String>> lines = file.read();
        try {
            return lines.map(BucketTable::of);
        } catch (IllegalArgumentException senseless) {
            throw file.damage(String.valueOf(senseless.getMessage()));
        }
    }

    /** {@code listener} hears of every table this node goes by; asks for the newest. */
    void start(Consumer<BucketTable> heard) {
        listener = heard;
        if (env.cluster().bucketTable().isPresent()) {
            heard.accept(known);
        }
        refresh();
    }

    /** The newest table this node has heard of. */
    BucketTable known() {
        return known;
    }

    /** Reads the register, again and again while this node knows of no table at all. */
    void refresh() {
        if (asking) {
            return;
        }
        asking = true;
        env.registers()
                .read(
                        NAME,
                        new Answer<>() {
                            @Override
                            public void succeeded(Bytes content) {
                                asking = false;
                                learn(decode(content));
                            }

                            @Override
                            public void failed(KvError later) {
                                asking = false;
                                if (env.cluster().bucketTable().isEmpty()) {
                                    env.lane().after(ASK_AGAIN, BucketRegister.this::refresh);
                                }
                            }
                        });
    }

    /** Takes a table that was agreed. */
    void learn(BucketTable table) {
        if (table.version() < known.version()
                || table.version() == known.version() && env.cluster().bucketTable().isPresent()) {
            return;
        }
        known = table;
        try {
            env.storageThreads().execute(() -> keep(table));
        } catch (RejectedExecutionException full) {
            env.lane().after(ASK_AGAIN, () -> learnAgain(table));
        }
    }

    private void learnAgain(BucketTable table) {
        if (table == known && kept != table) {
            env.storageThreads().execute(() -> keep(table));
        }
    }

    /** Runs on a storage thread. */
    private void keep(BucketTable table) {
        try {
            env.file().replace(table.lines());
            env.lane().execute(() -> show(table));
        } catch (IOException | StorageException refused) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.ERROR,
                                    "bucket properties cannot be kept: " + refused.getMessage()));
            env.lane().after(ASK_AGAIN.multipliedBy(4), () -> learnAgain(table));
        }
    }

    private void show(BucketTable table) {
        if (table.version() >= kept.version()) {
            kept = table;
            env.cluster().follow(table);
            listener.accept(table);
            refreshWhileClosed();
        }
    }

    /** Writes wait for a bucket to be opened, so that is not left to gossip. */
    private void refreshWhileClosed() {
        if (!kept.closed().isEmpty()) {
            env.lane()
                    .after(
                            ASK_AGAIN,
                            () -> {
                                refresh();
                                refreshWhileClosed();
                            });
        }
    }

    static Bytes encode(BucketTable table) {
        return Bytes.utf8(String.join("\n", table.lines()));
    }

    /** Throws {@link IllegalArgumentException} for what is no table. */
    static BucketTable decode(Bytes content) {
        return content.isEmpty()
                ? BucketTable.EMPTY
                : BucketTable.of(content.utf8().lines().toList());
    }
}
