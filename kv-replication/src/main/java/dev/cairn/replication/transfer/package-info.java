/**
 * How ranges change owners (CORRECTNESS rule 9): an owner to be fetches them from present owners
 * while writes go to both, a former owner makes sure that nothing is here alone and removes its
 * copies.
 *
 * <pre>
 *  owner to be                    present owner            former owner               present owner
 *     │  Compare: slice ▸ hash       │                        │  Offer: key ▸ hash       │
 *     │─────────────────────────────▶│                        │─────────────────────────▶│
 *     │  Differing: slices           │                        │  Lacking: keys           │
 *     │◀─────────────────────────────│                        │◀─────────────────────────│
 *     │  Walk: own keys ▸ hash       │                        │ hands those over as hints,
 *     │─────────────────────────────▶│                        │ removes the others
 *     │  Found: pairs, how far       │
 *     │◀─────────────────────────────│ … and compares again
 *
 *  Arrivals ─▶ Arrival ─┐                 ┌─ Departure ◀─ Departures
 *                       ├─ Asks ─▶ Sender ┤
 *                       └──── Pages (the store) ────┘
 * </pre>
 *
 * {@code CatchUp} asks in the same way without a change: for what a lost disk held, and to win this
 * node's vote on registers.
 *
 * <p>The receiver asks for every page, so it sets the pace; who answers remembers nothing, so
 * either side may die at any step. What is sent are joins, and what is equal is not sent, so
 * everything may be done again.
 */
@NullMarked
package dev.cairn.replication.transfer;

import org.jspecify.annotations.NullMarked;
