/**
 * Anti-entropy: replicas compare what they hold, always and at a bounded rate, and send each other
 * what is missing. Finds what no read and no hint repairs (DeCandia et al. 2007, section 4.7).
 *
 * <pre>
 *  initiator                                    co-owner
 *     │  SliceDigests: slice ▸ hash               │
 *     │──────────────────────────────────────────▶│ compares with its own
 *     │  KeyDigests: of a slice that differs      │
 *     │◀──────────────────────────────────────────│ a page of key ▸ hash
 *     │  its own items that differ (writes)       │
 *     │──────────────────────────────────────────▶│ joins
 *     │  Wanted: keys, where to go on             │
 *     │──────────────────────────────────────────▶│
 *     │  the items wanted (writes)                │ and the next page
 *     │◀──────────────────────────────────────────│
 * </pre>
 *
 * Nobody remembers an exchange, but a node takes up the keys of a slice with one partner at a time:
 * others hold the same most likely. A message that is lost is made up for by the next round. What
 * is sent are joins, so an exchange may be repeated, cut short and mixed with writes. A write marks
 * its slice, and a marked slice is hashed anew from a scan before it is next compared, so writes
 * never read for the hashes' sake.
 */
@NullMarked
package dev.cairn.replication.repair;

import org.jspecify.annotations.NullMarked;
