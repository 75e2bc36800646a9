package dev.cairn.api.spi;

import dev.cairn.api.Bytes;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a {@link StorageEngine} that also implements this does about damage on its disk: it finds
 * it, and takes it out of the store, so that what was lost may be put back from elsewhere. Both
 * calls touch the disk, may take long, and may be made on any thread; after {@link
 * StorageEngine#close} they throw {@link StorageException} of kind {@code CLOSED}.
 */
public interface Scrubbable {
    /**
     * Reads what is stored back from the disk and tells of the damage, each place once, on the
     * calling thread, as it is found. Throws {@link StorageException} when reading itself fails.
     *
     * @param file the only file to look at; empty for all
     * @param bytesPerSecond how fast it may read; it may be faster for a moment
     */
    void scrub(Optional<String> file, long bytesPerSecond, Consumer<Damage> found);

    /**
     * Takes a damaged place out of the store, and between its keys everything older: what cannot be
     * read any more may have replaced it or deleted it. What is newer stays. From the return on, a
     * restart included, no read meets that damage, and it is not told again; of damage that is gone
     * already nothing happens. Damaged files are kept aside, out of use. Throws {@link
     * StorageException}; then it is as before.
     */
    void excise(Damage damage);

    /**
     * A place that cannot be read back.
     *
     * @param file the name of the file
     * @param offset where in it, in bytes
     * @param first no smaller key was there; empty when that is not known
     * @param last no larger key was there; empty when that is not known
     * @param detail what is wrong with it, for the operator
     */
    record Damage(String file, long offset, Bytes first, Bytes last, String detail) {}
}
