/**
 * Things worth telling the operator, as typed records. Modules emit them to an {@link
 * dev.cairn.api.event.EventSink}; kv-server logs them. No module of ours logs by itself.
 */
@NullMarked
package dev.cairn.api.event;

import org.jspecify.annotations.NullMarked;
