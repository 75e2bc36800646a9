/**
 * Plots as text: SVG that needs nothing but a browser.
 *
 * <pre>
 * figures ─▶ LinePlot (Axis × Axis) or BarPlot ─▶ Svg ─▶ text
 * </pre>
 */
@NullMarked
package dev.cairn.bench.plot;

import org.jspecify.annotations.NullMarked;
