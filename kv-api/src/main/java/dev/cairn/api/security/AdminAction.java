package dev.cairn.api.security;

import dev.cairn.api.event.Event;

/**
 * Somebody changed the cluster or a bucket's properties, or tried to.
 *
 * @param user who
 * @param action what, as in {@code bucket.set}, {@code member.leave}
 * @param detail of what and how
 * @param outcome {@code OK}, or the name of an {@link dev.cairn.api.ErrorCode}
 */
public record AdminAction(String user, String action, String detail, String outcome)
        implements Event {
    @Override
    public Severity severity() {
        return outcome.equals("OK") ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String message() {
        return user + ": " + action + " " + detail + ": " + outcome;
    }
}
