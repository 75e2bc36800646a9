/**
 * Where others plug in below the engine: what to merge next, how blocks are packed, what filters
 * are made of.
 *
 * <pre>
 * Levels ──CompactionStrategy──▶ Pick ──▶ the engine's one merging machine ──▶ tables
 *                                                         blocks ──BlockCodec──┤
 *                                                         keys ──FilterPolicy──┘
 * </pre>
 *
 * Each service is found by {@link java.util.ServiceLoader} under a name; codecs and filters carry a
 * number too, which is what tables keep. The rules in each interface are the contract; a test class
 * for each is in {@code dev.cairn.lsm.spi.contract}.
 */
@NullMarked
package dev.cairn.lsm.spi;

import org.jspecify.annotations.NullMarked;
