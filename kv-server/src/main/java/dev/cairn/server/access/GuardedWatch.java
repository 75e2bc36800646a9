package dev.cairn.server.access;

import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.Watcher;
import dev.cairn.api.security.Role;
import java.util.Optional;

/**
 * A watch of one caller, which ends with the first event that the caller may not hear of any more.
 * Safe for all threads.
 */
final class GuardedWatch implements Watch, Watcher {
    private final Watcher watcher;
    private final String bucket;
    private final Gatekeeper.Rights rights;
    private volatile Watch watch = Watch.ENDED;

    /** Tells {@code watcher} what changes in {@code bucket}. */
    GuardedWatch(Watcher watcher, String bucket, Gatekeeper.Rights rights) {
        this.watcher = watcher;
        this.bucket = bucket;
        this.rights = rights;
    }

    /** Before the first event is asked for. */
    void follow(Watch inner) {
        watch = inner;
    }

    @Override
    public void next() {
        watch.next();
    }

    @Override
    public void close() {
        watch.close();
    }

    @Override
    public void event(WatchEvent event) {
        Optional<KvError> objection = rights.objection(Role.READ, bucket);
        if (objection.isPresent()) {
            watch.close();
            watcher.ended(objection.get());
        } else {
            watcher.event(event);
        }
    }

    @Override
    public void ended(KvError error) {
        watcher.ended(error);
    }
}
