/** Storage engines through their service, so that every plugin can be measured by name. */
@NullMarked
package dev.cairn.bench.engine;

import org.jspecify.annotations.NullMarked;
