/**
 * One node beside Redis: the same client program, the same commands, the same durability class, in
 * turns.
 *
 * <pre>
 * RedisCommand ─▶ Server: a node · redis-server · EchoMain, the limit      processes
 *      │            ▲
 *      ├─ Client ───┘   redis-benchmark, or RawLoad for both protocols     one run: Sample
 *      ├─ Comparison    one load on several, as many requests for each
 *      └─▶ ServedTable  medians and ratios of the rounds
 * </pre>
 */
@NullMarked
package dev.cairn.bench.served;

import org.jspecify.annotations.NullMarked;
