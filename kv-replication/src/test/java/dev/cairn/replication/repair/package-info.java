/** Tests of exchanges between two stores; whole clusters are in {@code cluster}. */
@NullMarked
package dev.cairn.replication.repair;

import org.jspecify.annotations.NullMarked;
