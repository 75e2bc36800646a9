package dev.cairn.ring.claim;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.TokenSeed;
import java.nio.charset.StandardCharsets;

/**
 * One who takes part in a {@link ClaimRace}.
 *
 * @param tokens from what its walk follows; the origin is not 0
 * @param weight how fast it claims, relative to others; above 0
 * @param quota the most units it may hold, at least 1
 */
record Contender(TokenSeed tokens, double weight, int quota) {
    /** A member; its id stands for tokens that nobody drew. */
    static Contender of(Member member, int quota) {
        TokenSeed tokens = member.tokens();
        if (tokens.origin() == 0) {
            tokens = new TokenSeed(origin(member.id()), tokens.choices());
        }
        return new Contender(tokens, member.weight(), quota);
    }

    /** The origin that follows from an id. */
    static long origin(NodeId id) {
        byte[] name = id.name().getBytes(StandardCharsets.US_ASCII);
        long hash = Hashing.xxh3_64().hashBytesToLong(name);
        return hash == 0 ? 1 : hash;
    }
}
