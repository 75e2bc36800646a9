package dev.cairn.api.security;

import dev.cairn.api.event.EventSink;
import java.util.Optional;

/**
 * How the servers of a node meet their callers; one for the whole node.
 *
 * @param tls with which identity connections are encrypted; empty: they are plain
 * @param access who may do what
 * @param refusals counts those who are turned away
 */
public record Security(Optional<TlsIdentity> tls, AccessControl access, Refusals refusals) {
    /** Plain connections, and everybody may do everything. */
    public static final Security OPEN =
            new Security(
                    Optional.empty(),
                    AccessControl.OPEN,
                    new Refusals(EventSink.NONE, System::nanoTime));
}
