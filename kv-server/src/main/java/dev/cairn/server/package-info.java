/**
 * The assembled server and its command line. Only the entry point lives here; the rooms beside it
 * do the work.
 *
 * <pre>
 *   Main ─▶ cli ─┬─▶ local   child processes of a local cluster
 *                └─▶ wiring ─┬─▶ config ─▶ plugin
 *                            ├─▶ admin
 *                            └─▶ lane
 * </pre>
 */
@NullMarked
package dev.cairn.server;

import org.jspecify.annotations.NullMarked;
