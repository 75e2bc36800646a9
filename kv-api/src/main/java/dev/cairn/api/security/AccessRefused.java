package dev.cairn.api.security;

import dev.cairn.api.event.Event;

/**
 * Somebody was turned away.
 *
 * @param reason why, by kind
 * @param caller who, as far as it is known: an address, a name
 * @param detail what was wrong, for the operator; never a secret
 * @param total how many were turned away for that reason since the node started
 */
public record AccessRefused(Refusals.Reason reason, String caller, String detail, long total)
        implements Event {
    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String message() {
        return "refused " + caller + ": " + detail + " (" + reason + ", " + total + " so far)";
    }
}
