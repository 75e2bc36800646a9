/**
 * The {@code swim} failure detector: every node probes one other at a time, and news rides on the
 * probes.
 *
 * <pre>
 *           Ping ───────────────▶ target ── Ack ──▶ alive
 * tick ──▶   │ no answer
 *            └ PingRequest ──▶ k helpers ── Ping ──▶ target
 *                  no answer      └ Nack: the helper at least is there ──▶ LocalHealth
 *                      │
 *                      ▼
 *  Suspicion: accusers, shrinking timeout ──run out, two accusers──▶ DEAD
 *      ▲  └──────────── newer Incarnation of the target ──▶ alive
 *      │
 *  Rumors: updates on every message, each told λ·ln n times;  Sync: whole tables now and then
 * </pre>
 *
 * After Das, Gupta, Motivala, "SWIM: scalable weakly-consistent infection-style process group
 * membership protocol" (DSN 2002): probes, indirect probes, suspicion, incarnations, piggybacked
 * dissemination with bounded retransmission. From Dadgar, Phillips, Currey, "Lifeguard: local
 * health awareness for more accurate failure detection" (DSN workshops 2018): probes slow down with
 * bad local health, suspicions shorten as others confirm them, and a suspect is the first to be
 * told. Beyond both: a death needs two accusers, and a probe waits longer for a member whose
 * answers were late before.
 */
@NullMarked
package dev.cairn.gossip.swim;

import org.jspecify.annotations.NullMarked;
