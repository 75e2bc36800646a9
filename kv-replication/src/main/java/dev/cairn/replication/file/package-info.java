/**
 * Small files that are replaced as a whole.
 *
 * <pre>
 * content ─▶ CheckedFile ─▶ NAME.new, synced ─▶ renamed to NAME, name synced
 * </pre>
 */
@NullMarked
package dev.cairn.replication.file;

import org.jspecify.annotations.NullMarked;
