package dev.cairn.server.access;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.ShortPath;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.security.Grant;
import dev.cairn.api.security.Role;
import java.util.Optional;

/**
 * The data service as one caller may use it. Overrides every method: one that it forgot would be
 * one that nobody can call.
 */
record GuardedKeyValues(KeyValueService service, Gatekeeper.Rights rights)
        implements KeyValueService {
    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        if (rights.allow(Role.READ, request.key().bucket(), answer)) {
            service.get(request, answer);
        }
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        if (rights.allow(Role.WRITE, request.key().bucket(), answer)) {
            service.put(request, answer);
        }
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        if (rights.allow(Role.WRITE, request.key().bucket(), answer)) {
            service.delete(request, answer);
        }
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        if (rights.allow(Role.READ, request.bucket(), answer)) {
            service.scan(request, answer);
        }
    }

    /** An id that comes without its key may be one of any bucket. */
    @Override
    public void resolve(OperationRequest request, Answer<OperationResult> answer) {
        String bucket = request.key().map(Key::bucket).orElse(Grant.EVERY);
        if (rights.allow(Role.WRITE, bucket, answer)) {
            service.resolve(request, answer);
        }
    }

    /** A watch may outlive the right to it, so that is looked for again at each event. */
    @Override
    public Watch watch(WatchRequest request, Watcher watcher) {
        Optional<KvError> objection = rights.objection(Role.READ, request.bucket());
        if (objection.isPresent()) {
            watcher.ended(objection.get());
            return Watch.ENDED;
        }
        GuardedWatch guarded = new GuardedWatch(watcher, request.bucket(), rights);
        guarded.follow(service.watch(request, guarded));
        return guarded;
    }

    @Override
    public ShortPath shortPath() {
        return new GuardedPath(service.shortPath(), rights);
    }
}
