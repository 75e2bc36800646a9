package dev.cairn.api.spi;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import java.util.Optional;

/**
 * A resolver of a bucket whose puts are operations on what is there, rather than values in its
 * place: a conflict-free replicated data type (Shapiro et al. 2011).
 *
 * <ol>
 *   <li>{@link #apply} is a pure function. It answers a version that the item's own join and {@link
 *       #collapse} bring together with what others made of the same key meanwhile.
 *   <li>The past it answers lies within what the item has seen, and holds the dot of no version
 *       whose effect the new one does not carry on, apart from what the operation takes back.
 *   <li>Versions do not expire: they carry each other's effects. A put with a lifetime is refused.
 *   <li>What readers see holds every operation whose version the item has, or has seen superseded,
 *       once.
 * </ol>
 */
public interface ReplicatedDataType extends ConflictResolver {
    /**
     * What a put or a delete makes of what its coordinator holds. Throws {@link KvException} {@code
     * BAD_REQUEST} when {@code operation} is none of this type.
     *
     * @param held what the coordinator holds; not yet with {@code dot}
     * @param dot the new version's dot
     * @param observed what the writer has seen; what {@code held} has seen when it does not say
     * @param operation the put's value; empty for a delete, which takes back what was observed
     */
    Update apply(Item held, Dot dot, CausalContext observed, Optional<Bytes> operation);

    /**
     * The version that it leaves.
     *
     * @param past the dots that it supersedes
     * @param value the bytes to store; empty for a tombstone
     */
    record Update(CausalContext past, Optional<Bytes> value) {}
}
