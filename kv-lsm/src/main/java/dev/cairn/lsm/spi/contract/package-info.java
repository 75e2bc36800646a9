/**
 * The contracts of the services in {@code dev.cairn.lsm.spi}, as abstract JUnit classes: extend
 * one, hand over the plugin, and each rule of its interface is a test.
 *
 * <pre>
 * CompactionStrategyContract   plays a thousand flushes against a strategy, without a disk
 * BlockCodecContract           packs, unpacks, and feeds rubbish
 * FilterPolicyContract         asks for what was added and what was not
 * </pre>
 *
 * They lie beside the interfaces, not in the testkit, because the testkit is what this module is
 * tested with: docs/decisions/014.
 */
@NullMarked
package dev.cairn.lsm.spi.contract;

import org.jspecify.annotations.NullMarked;
