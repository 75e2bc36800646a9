package dev.cairn.api.spi;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where keys lie on the ring, and which node takes which part of it.
 *
 * <ol>
 *   <li>{@link #token} is a pure function of bucket and key, uniform over the 64-bit unsigned
 *       tokens, and never changes once data is stored.
 *   <li>{@link #ring} is a pure function of the topology: every node computes the same ring.
 *   <li>Every owning member has at least one position; members that own nothing have none.
 *   <li>A member's share of the slices follows its weight.
 *   <li>A change of one member moves little more than that member's share; nothing else moves.
 *   <li>All methods may be called on any thread.
 *   <li>{@link #drawTokens} changes nothing of the newcomer but its tokens. A ring is a ring with
 *       any tokens; those that were drawn make it more even and changes smaller.
 *   <li>In the place of another member of its weight, an heir with what {@link #inherit} gives it
 *       owns the same slices; nothing else moves.
 * </ol>
 */
public interface Partitioner {
    /** The token of a key, an unsigned 64-bit number. */
    long token(Key key);

    /**
     * As {@link #token(Key)}, of a valid key whose bytes lie in {@code source}: one with the length
     * of the bucket's name, the name in ASCII, the key.
     */
    default long token(byte[] source, int from, int length) {
        int nameLength = source[from] & 0xff;
        int named = from + 1 + nameLength;
        String bucket = new String(source, from + 1, nameLength, StandardCharsets.US_ASCII);
        byte[] key = Arrays.copyOfRange(source, named, from + length);
        return token(new Key(bucket, Bytes.wrap(key)));
    }

    /**
     * The ring of a topology; throws {@link IllegalArgumentException} when no member owns anything.
     */
    TokenRing ring(Topology topology);

    /**
     * The newcomer with the tokens with which it joins {@code topology} best. Whoever proposes a
     * topology with a new member calls this once; the seed then stays in the {@link Member}, so
     * that the ring remains a pure function of the topology. A partitioner without use for seeds
     * answers the newcomer as it is.
     *
     * @param topology the members before, the newcomer not among its owners
     * @param newcomer in any state; counted as one who owns
     */
    default Member drawTokens(Topology topology, Member newcomer) {
        return newcomer;
    }

    /**
     * The heir with the tokens, drawn or not, of a member whose place it takes: with the same
     * weight it has that one's part of the ring.
     *
     * @param heir in any state
     * @param gone in any state
     */
    default Member inherit(Member heir, Member gone) {
        return heir.with(gone.tokens());
    }

    /** Makes partitioners. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A partitioner with this configuration. */
        Partitioner open(C config);
    }
}
