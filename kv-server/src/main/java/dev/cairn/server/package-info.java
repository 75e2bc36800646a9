/** The entry point of the assembled server and of its command line. */
@NullMarked
package dev.cairn.server;

import org.jspecify.annotations.NullMarked;
