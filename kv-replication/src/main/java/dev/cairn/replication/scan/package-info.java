/**
 * What is in a bucket, whoever owns it.
 *
 * <pre>
 * Scans ── Inquiry     is anything of the bucket left with anybody?  every member is asked
 *   │         └─▶ Questions ─ Holds ─▶ Respondent ─▶ PageReader ─▶ store
 *   └──────────────────────◀─ Held ──────┘
 * </pre>
 *
 * Storage keys begin with the token, so a range of slices is one range scan, and a bucket's keys
 * lie among those of the others. State machines of one lane; the store is read on storage threads,
 * a bounded page at a time.
 */
@NullMarked
package dev.cairn.replication.scan;

import org.jspecify.annotations.NullMarked;
