/** What a run has shown, for people. */
@NullMarked
package dev.cairn.bench.report;

import org.jspecify.annotations.NullMarked;
