package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Seeds from a file, read at every call. A file that is not there has no seeds; a line that is no
 * address is skipped.
 */
final class FileSeeds implements SeedProvider {
    private final Path file;

    FileSeeds(Path file) {
        this.file = file;
    }

    @Override
    public List<Address> seeds() {
        try (Stream<String> lines = Files.readString(file).lines()) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(FileSeeds::address)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static Optional<Address> address(String line) {
        try {
            return Optional.of(Address.parse(line));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
