/**
 * Reading and writing the bytes of our formats: fixed and variable-length integers, byte strings,
 * text. Every codec of the project stands on {@link dev.cairn.api.wire.WireWriter} and {@link
 * dev.cairn.api.wire.WireReader}, so that bounds are checked in one place. All fixed-width integers
 * are big-endian, so that encoded order is numeric order.
 */
@NullMarked
package dev.cairn.api.wire;

import org.jspecify.annotations.NullMarked;
