/**
 * The assembled server and its command line. Only the entry point lives here; the rooms beside it
 * do the work.
 *
 * <pre>
 *   Main ─▶ cli ─┬─▶ local   child processes of a local cluster
 *                ├─▶ http    a node's API; load on top of it
 *                ├─▶ certs   certificates
 *                └─▶ wiring ─┬─▶ config ─▶ plugin
 *                            ├─▶ access, tls
 *                            ├─▶ admin
 *                            └─▶ lane
 * </pre>
 */
@NullMarked
package dev.cairn.server;

import org.jspecify.annotations.NullMarked;
