/** What is tested of watches without a cluster. */
@NullMarked
package dev.cairn.replication.watch;

import org.jspecify.annotations.NullMarked;
