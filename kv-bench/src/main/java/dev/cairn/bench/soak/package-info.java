/**
 * A cluster of real processes under load and faults, for hours: {@link
 * dev.cairn.testkit.process.FaultRun}, round after round.
 */
@NullMarked
package dev.cairn.bench.soak;

import org.jspecify.annotations.NullMarked;
