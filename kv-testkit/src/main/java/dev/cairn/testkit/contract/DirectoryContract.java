package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.env.Directory.WritableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;

/** The contract of {@link Directory}, as far as it can be seen without a crash. */
public abstract class DirectoryContract {
    /** For subclasses. */
    protected DirectoryContract() {}

    /** An empty directory. */
    protected abstract Directory open() throws IOException;

    private static void write(WritableFile file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void put(Directory directory, String name, String text) throws IOException {
        try (WritableFile file = directory.create(name)) {
            write(file, text);
        }
    }

    private static String text(Directory directory, String name) throws IOException {
        try (ReadableFile file = directory.open(name)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(0, all);
            return new String(all.array(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aLinkedFileIsThereUnderBothNamesAndOutlivesTheFirst() throws IOException {
        Directory directory = open();
        put(directory, "a", "one");
        put(directory, "b", "two");
        Directory target = directory.child("links");
        directory.link("a", target);
        put(target, "b", "another");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> directory.link("b", target));
        assertThatIOException().isThrownBy(() -> directory.link("missing", target));
        directory.delete("a");
        target.syncNames();
        assertThat(text(target, "a")).isEqualTo("one");
        assertThat(target.list()).containsExactly("a", "b");
    }

    @Test
    void rule1_whatWasWrittenIsReadableAtOnce() throws IOException {
        Directory directory = open();
        try (WritableFile file = directory.create("a")) {
            write(file, "one ");
            try (ReadableFile reader = directory.open("a")) {
                assertThat(reader.size()).isEqualTo(4);
                write(file, "two");
                assertThat(file.size()).isEqualTo(7);
                assertThat(reader.size()).isEqualTo(7);
            }
            assertThat(text(directory, "a")).isEqualTo("one two");
            file.sync();
        }
        assertThat(text(directory, "a")).isEqualTo("one two");
    }

    @Test
    void rule1_directBuffersAndPartsOfBuffersAreWrittenAndRead() throws IOException {
        Directory directory = open();
        ByteBuffer source = ByteBuffer.allocateDirect(10);
        source.put("0123456789".getBytes(StandardCharsets.UTF_8)).position(2).limit(8);
        try (WritableFile file = directory.create("a")) {
            file.write(source);
        }
        assertThat(source.remaining()).isZero();
        ByteBuffer target = ByteBuffer.allocateDirect(10).position(4).limit(7);
        try (ReadableFile file = directory.open("a")) {
            file.read(3, target);
        }
        assertRead(target);
        try (ReadableFile file = directory.openMapped("a")) {
            assertThat(file.size()).isEqualTo(6);
            file.read(3, target.clear().position(4).limit(7));
        }
        assertRead(target);
    }

    private static void assertRead(ByteBuffer target) {
        assertThat(target.remaining()).isZero();
        target.clear();
        assertThat((char) target.get(4)).isEqualTo('5');
        assertThat((char) target.get(6)).isEqualTo('7');
        assertThat(target.get(7)).isZero();
    }

    @Test
    void aMappedFileOutlivesItsName() throws IOException {
        Directory directory = open();
        put(directory, "a", "");
        directory.openMapped("a").close();
        directory.delete("a");
        put(directory, "a", "one");
        try (ReadableFile file = directory.openMapped("a")) {
            directory.delete("a");
            ByteBuffer target = ByteBuffer.allocate(3);
            file.read(0, target);
            assertThat(target.array()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
        }
        assertThatIOException().isThrownBy(() -> directory.openMapped("a"));
    }

    @Test
    void rule1_readingBeyondTheEndIsAnError() throws IOException {
        Directory directory = open();
        put(directory, "a", "four");
        assertEnds(directory.open("a"));
        assertEnds(directory.openMapped("a"));
    }

    private static void assertEnds(ReadableFile opened) throws IOException {
        try (ReadableFile file = opened) {
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> file.read(2, ByteBuffer.allocate(3)));
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> file.read(4, ByteBuffer.allocate(1)));
            file.read(4, ByteBuffer.allocate(0));
        }
    }

    @Test
    void appendingGoesOnBehindTheGivenSizeAndCutsTheRest() throws IOException {
        Directory directory = open();
        put(directory, "a", "keep and cut");
        try (WritableFile file = directory.append("a", 4)) {
            assertThat(file.size()).isEqualTo(4);
            assertThat(text(directory, "a")).isEqualTo("keep");
            write(file, "!");
        }
        assertThat(text(directory, "a")).isEqualTo("keep!");
        assertThatIOException().isThrownBy(() -> directory.append("a", 6));
        assertThat(text(directory, "a")).isEqualTo("keep!");
    }

    @Test
    void aLogIsReadableAtOnceAndNothingButZerosLiesBehindItUntilItIsClosed() throws IOException {
        Directory directory = open();
        StringBuilder written = new StringBuilder();
        try (WritableFile log = directory.createLog("log")) {
            for (int i = 0; i < 2_000; i++) {
                String line = "line " + i + ".".repeat(i % 100) + "\n";
                write(log, line);
                written.append(line);
                assertThat(log.size()).isEqualTo(written.length());
            }
            log.sync();
            String found = text(directory, "log");
            assertThat(found).startsWith(written);
            assertThat(found.substring(written.length())).matches("\0*");
        }
        assertThat(text(directory, "log")).isEqualTo(written.toString());
        assertThatIOException().isThrownBy(() -> directory.createLog("log"));
    }

    @Test
    void rule3_aRenameReplacesItsTarget() throws IOException {
        Directory directory = open();
        put(directory, "old", "old");
        put(directory, "new", "new");
        directory.rename("new", "old");
        directory.syncNames();
        assertThat(text(directory, "old")).isEqualTo("new");
        assertThat(directory.exists("new")).isFalse();
        assertThat(directory.list()).containsExactly("old");
    }

    @Test
    void aDeletedFileCanBeReadByWhoeverHasItOpen() throws IOException {
        Directory directory = open();
        put(directory, "a", "still here");
        try (ReadableFile file = directory.open("a")) {
            directory.delete("a");
            directory.delete("a");
            assertThat(directory.exists("a")).isFalse();
            ByteBuffer target = ByteBuffer.allocate(10);
            file.read(0, target);
            assertThat(new String(target.array(), StandardCharsets.UTF_8)).isEqualTo("still here");
        }
    }

    @Test
    void rule4_whatIsNotThereOrThereAlreadyIsAnError() throws IOException {
        Directory directory = open();
        put(directory, "a", "1");
        assertThatIOException().isThrownBy(() -> directory.create("a"));
        assertThatIOException().isThrownBy(() -> directory.open("b"));
        assertThatIOException().isThrownBy(() -> directory.append("b", 0));
        assertThatIOException().isThrownBy(() -> directory.rename("b", "c"));
        assertThat(text(directory, "a")).isEqualTo("1");
    }

    @Test
    void aClosedFileTakesNothing() throws IOException {
        Directory directory = open();
        WritableFile file = directory.create("a");
        write(file, "1");
        file.close();
        file.close();
        assertThatIOException().isThrownBy(() -> write(file, "2"));
        assertThatIOException().isThrownBy(file::sync);
        assertThat(text(directory, "a")).isEqualTo("1");
    }

    @Test
    void namesArePlain() throws IOException {
        Directory directory = open();
        for (String name : new String[] {"", ".", "..", ".hidden", "a/b", "../a"}) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> directory.create(name));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> directory.open(name));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> directory.child(name));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> directory.delete(name));
        }
        assertThat(directory.list()).isEmpty();
    }

    @Test
    void namesAreListedInOrderAndFoldersAreNot() throws IOException {
        Directory directory = open();
        put(directory, "b", "");
        put(directory, "a", "");
        Directory child = directory.child("folder");
        put(child, "c", "in the folder");
        assertThat(directory.list()).containsExactly("a", "b");
        assertThat(child.list()).containsExactly("c");
        assertThat(text(directory.child("folder"), "c")).isEqualTo("in the folder");
        assertThat(child.describe()).startsWith(directory.describe()).endsWith("folder");
    }

    @Test
    void aLockIsHeldOnceUntilItIsClosed() throws Exception {
        Directory directory = open();
        AutoCloseable lock = directory.lock("lock");
        assertThatIOException().isThrownBy(() -> directory.lock("lock"));
        lock.close();
        directory.lock("lock").close();
    }
}
