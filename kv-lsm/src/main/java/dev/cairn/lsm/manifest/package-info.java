/**
 * The manifest: which tables make up the store, in which order, and where the log takes over.
 *
 * <pre>
 * CURRENT ──▶ 000009.manifest:  snapshot │ edit │ edit │ …  ──▶ Version: tables newest first, first log segment
 * </pre>
 *
 * A change is an {@link dev.cairn.lsm.manifest.Edit}, synced before it counts. Files that the
 * version does not name are left-overs of a crash and are deleted at the open, after everything
 * that it does name was found whole. The bytes are drawn in docs/formats/lsm.md under "manifest".
 */
@NullMarked
package dev.cairn.lsm.manifest;

import org.jspecify.annotations.NullMarked;
