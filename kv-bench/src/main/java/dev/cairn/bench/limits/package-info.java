/**
 * What the machine can do at best, beside which an engine's figures are read: {@code bench limits}.
 *
 * <pre>
 * LimitsCommand ─▶ DiskLimits    fdatasync, writing, reading what the kernel holds
 *               ─▶ MemoryLimits  copying, waiting for memory, checksums
 *               ─▶ CodecLimits   packing and unpacking a block
 * </pre>
 */
@NullMarked
package dev.cairn.bench.limits;

import org.jspecify.annotations.NullMarked;
