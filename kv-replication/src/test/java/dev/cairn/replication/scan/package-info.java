/** Tests of what members say of a bucket's keys; whole clusters are in {@code cluster}. */
@NullMarked
package dev.cairn.replication.scan;

import org.jspecify.annotations.NullMarked;
