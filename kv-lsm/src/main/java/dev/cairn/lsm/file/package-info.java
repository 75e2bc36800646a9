/**
 * What all files of a store have in common: a number in the name, never used twice, and CRC-32C
 * over every byte.
 *
 * <pre>
 * 000004.log    000007.table    000009.manifest    CURRENT    LOCK
 * </pre>
 */
@NullMarked
package dev.cairn.lsm.file;

import org.jspecify.annotations.NullMarked;
