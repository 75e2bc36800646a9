/**
 * Whether a node's data directory is as new as what other members have seen of it (CORRECTNESS rule
 * 1, docs/decisions/042): who was restored from an old copy would mint dots again, answer without
 * what it acknowledged and vote without what it promised.
 *
 * <pre>
 *   Presenting ── Presented: how the last process left it ──▶ others' Sightings
 *       ▲  ◀────── Seen: no later than that, or later ──────────┘  │
 *       └── Sightings: its own process, and what it saw of others ─┴─ SightingFile
 * </pre>
 *
 * Nothing here knows of keys.
 */
@NullMarked
package dev.cairn.replication.sighting;

import org.jspecify.annotations.NullMarked;
