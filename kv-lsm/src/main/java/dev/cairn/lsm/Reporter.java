package dev.cairn.lsm;

import dev.cairn.api.event.EventSink;

/** Where the store's parts tell what happened: counted, and passed on. Safe for all threads. */
record Reporter(Counters counters, EventSink events) {
    void tell(StoreEvent event) {
        counters.count(event);
        events.emit(event);
    }
}
