package dev.cairn.api.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.env.Directory.WritableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the real file system can show; the contract of a directory is tested in kv-testkit. */
final class FileSystemDirectoryTest {
    @TempDir private Path folder;

    @Test
    void missingFoldersAreMadeAndExistingFilesFound() throws IOException {
        Directory directory = Directory.of(folder.resolve("a/b/c"));
        try (WritableFile file = directory.create("data")) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            file.sync();
        }
        directory.syncNames();
        assertThat(folder.resolve("a/b/c/data")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(Directory.of(folder.resolve("a/b/c")).list()).containsExactly("data");
        assertThat(directory.describe()).endsWith("a/b/c");
    }

    @Test
    void aPlaceTakenByAFileIsAnError() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        assertThatIOException().isThrownBy(() -> Directory.of(folder.resolve("file")));
        assertThatIOException().isThrownBy(() -> Directory.of(folder.resolve("file/below")));
    }

    @Test
    void aFileThatShrinksWhileItIsReadEndsWithAnError() throws IOException {
        Files.write(folder.resolve("data"), new byte[100]);
        try (ReadableFile file = Directory.of(folder).open("data")) {
            Files.write(folder.resolve("data"), new byte[10]);
            assertThatIOException()
                    .isThrownBy(() -> file.read(0, ByteBuffer.allocate(100)))
                    .isInstanceOf(EOFException.class)
                    .withMessageContaining("data");
        }
    }

    @Test
    void aLogOutlivesTheInterruptOfWhoWritesOrSyncsIt() throws IOException {
        Directory directory = Directory.of(folder);
        try (WritableFile log = directory.createLog("log")) {
            Thread.currentThread().interrupt();
            log.write(ByteBuffer.wrap(new byte[] {1, 2}));
            log.sync();
            assertThat(Thread.interrupted()).isTrue();
            log.write(ByteBuffer.wrap(new byte[] {3}));
            log.sync();
        }
        assertThat(folder.resolve("log")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void namesLeadNowhereElse() throws IOException {
        Directory directory = Directory.of(folder);
        for (String name : new String[] {"..", "../x", "a/b", "", ".git"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> directory.create(name));
        }
    }

    @Test
    void aLockOfThisProcessIsHeldOnce() throws Exception {
        Directory directory = Directory.of(folder);
        try (AutoCloseable lock = directory.lock("lock")) {
            assertThat(lock).isNotNull();
            assertThatIOException()
                    .isThrownBy(() -> Directory.of(folder).lock("lock"))
                    .withMessageContaining("locked");
        }
        directory.lock("lock").close();
    }
}
