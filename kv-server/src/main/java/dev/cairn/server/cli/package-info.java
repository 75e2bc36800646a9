/**
 * The command line {@code kv}: each command a class, and what they share.
 *
 * <pre>
 *   Main ─▶ CommandTable ─▶ one command ─┬─ ServerCommand ─▶ wiring        (a node in this process)
 *                                        ├─ StartCommand  ─▶ local         (child processes)
 *                                        ├─ CertsCommand, UsersCommand ─▶ files alone
 *                                        └─ most others   ─▶ NodeClient ─▶ HttpConnection ─▶ a node's HTTP API
 * </pre>
 *
 * Results go to standard output, all else to standard error; exit codes are in {@link
 * dev.cairn.server.cli.Exit}. Only the class of the command that was asked for is loaded, since
 * most of a short command's time is loading classes.
 */
@NullMarked
package dev.cairn.server.cli;

import org.jspecify.annotations.NullMarked;
