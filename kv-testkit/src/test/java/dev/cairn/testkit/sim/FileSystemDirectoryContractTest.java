package dev.cairn.testkit.sim;

import dev.cairn.api.env.Directory;
import dev.cairn.testkit.contract.DirectoryContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class FileSystemDirectoryContractTest extends DirectoryContract {
    @TempDir private Path folder;

    @Override
    protected Directory open() throws IOException {
        return Directory.of(folder.resolve("data"));
    }
}
