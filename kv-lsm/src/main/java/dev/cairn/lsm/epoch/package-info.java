/**
 * Epochs: how readers without locks and those who free memory stay out of each other's way.
 *
 * <pre>
 * reader   enter ──── reads what it finds ──── exit
 * writer      unlink ─ retire ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ frees: all who were inside have left
 * </pre>
 */
@NullMarked
package dev.cairn.lsm.epoch;

import org.jspecify.annotations.NullMarked;
