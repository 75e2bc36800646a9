/**
 * The block codecs that ship: {@code lz4}, fast, for the levels that are rewritten often; {@code
 * zstd}, dense, for the bottom level, where most of the data lies.
 *
 * <pre>
 * block ──pack──▶ fits into 7/8 of its size? ──yes──▶ packed, with the codec's number
 *                                            ──no───▶ as it is
 * </pre>
 */
@NullMarked
package dev.cairn.lsm.codec;

import org.jspecify.annotations.NullMarked;
