package dev.cairn.server.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Remembers, beside the file that is loaded, how much of it is done: {@code FILE.progress} with one
 * line {@code offset lines size modified}. Size and time tell whether the file is still the same.
 */
final class ProgressFile {
    private final Path file;
    private final Path progress;

    /**
     * A place in the file.
     *
     * @param offset bytes done
     * @param lines lines done
     */
    record Place(long offset, long lines) {}

    ProgressFile(Path file) {
        this.file = file;
        this.progress = file.resolveSibling(file.getFileName() + ".progress");
    }

    Path path() {
        return progress;
    }

    /** Where an earlier load of the same file ended. */
    Optional<Place> read() throws IOException {
        if (!Files.exists(progress)) {
            return Optional.empty();
        }
        List<String> words = List.of(Files.readString(progress).strip().split(" "));
        if (words.size() != 4 || !words.subList(2, 4).equals(fingerprint())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Place(Long.parseLong(words.get(0)), Long.parseLong(words.get(1))));
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    void write(Place place) throws IOException {
        Path fresh = progress.resolveSibling(progress.getFileName() + ".new");
        Files.writeString(
                fresh,
                place.offset()
                        + " "
                        + place.lines()
                        + " "
                        + String.join(" ", fingerprint())
                        + "\n");
        Files.move(
                fresh,
                progress,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    void delete() throws IOException {
        Files.deleteIfExists(progress);
    }

    private List<String> fingerprint() throws IOException {
        return List.of(
                Long.toString(Files.size(file)),
                Long.toString(Files.getLastModifiedTime(file).toMillis()));
    }
}
