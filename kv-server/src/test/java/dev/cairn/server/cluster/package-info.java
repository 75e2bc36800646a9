/**
 * Whole clusters of the shipping assembly in the simulator: {@code dev.cairn.testkit.cluster}, with
 * the plugins that the distribution holds.
 */
package dev.cairn.server.cluster;
