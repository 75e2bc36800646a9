package dev.cairn.api.spi;

import dev.cairn.api.Bytes;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a {@link StorageEngine} that also implements this does about damage on its disk: it finds
 * it, and takes it out of the store, so that what was lost may be put back from elsewhere. All
 * calls may be made on any thread, touch the disk, and throw {@link StorageException}, of kind
 * {@code CLOSED} after {@link StorageEngine#close}.
 */
public interface Scrubbable {
    /** The names of the files that hold what is stored, but for what memory holds too. */
    List<String> files();

    /**
     * Reads a file back from the disk, as fast as that goes, and tells of its damage, each place
     * once, on the calling thread. A file that is none of the {@link #files} any more is sound.
     * Answers how many bytes were read.
     */
    long scrub(String file, Consumer<Damage> found);

    /**
     * Takes a damaged place out of the store, and between its keys everything older: what cannot be
     * read any more may have replaced it or deleted it. What is newer stays. From the return on, a
     * restart included, no read meets that damage, and it is not told again; of damage that is gone
     * already nothing happens. Damaged files are kept aside, out of use. When it throws, the store
     * is as before.
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
