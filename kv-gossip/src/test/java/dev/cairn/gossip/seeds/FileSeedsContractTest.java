package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.testkit.contract.SeedProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

final class FileSeedsContractTest extends SeedProviderContract {
    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("seeds");
    }

    @Override
    protected SeedProvider open(List<Address> source) {
        become(source);
        return new FileSeedsPlugin().open(new FileSeedsConfig(file().toString()));
    }

    @Override
    protected boolean become(List<Address> source) {
        try {
            Files.write(file(), source.stream().map(Address::toString).toList());
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    protected boolean lose() {
        try {
            Files.delete(file());
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
