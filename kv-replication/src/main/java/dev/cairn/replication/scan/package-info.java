/**
 * What is in a bucket, whoever owns it.
 *
 * <pre>
 * Scans ─┬─ BucketScan   a page of its keys: from range to range of slices with the same owners
 *        │      └─ RangeRead   as many owners as the level asks for ── Walk, Page ──┐
 *        └─ Inquiry      is anything left with anybody?  every member ── Holds, Held ─┤
 *                                                          store ◀─ PageReader ◀─ Respondent
 * </pre>
 *
 * Storage keys begin with the token, so a range of slices is one range scan, and a bucket's keys
 * lie among those of the others. State machines of one lane; the store is read on storage threads,
 * a bounded page at a time.
 */
@NullMarked
package dev.cairn.replication.scan;

import org.jspecify.annotations.NullMarked;
