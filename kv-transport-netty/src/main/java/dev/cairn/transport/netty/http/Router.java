package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.MemberChange;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Which part of the API a request is for. Safe for all threads. */
final class Router {
    /** The methods of a path that is read. */
    private static final String READS = "GET, HEAD";

    private final KeyApi keys;
    private final AdminApi admin;
    private final BucketApi buckets;
    private final ListApi lists;
    private final BatchApi batches;
    private final OperationApi operations;
    private final TaskApi tasks;
    private final WatchApi watches;
    private final int maxBody;

    Router(
            KeyApi keys,
            AdminApi admin,
            BucketApi buckets,
            ListApi lists,
            BatchApi batches,
            OperationApi operations,
            TaskApi tasks,
            WatchApi watches,
            int maxBody) {
        this.keys = keys;
        this.admin = admin;
        this.buckets = buckets;
        this.lists = lists;
        this.batches = batches;
        this.operations = operations;
        this.tasks = tasks;
        this.watches = watches;
        this.maxBody = maxBody;
    }

    /**
     * Whether the body that the request announces is worth sending; that of a batch may be of any
     * length.
     */
    boolean wants(HttpRequest request) {
        return request.method().equals(HttpMethod.POST)
                || HttpUtil.getContentLength(request, 0L) <= maxBody;
    }

    /** The exchange that serves the request; one that answers an error when nothing does. */
    Exchange route(HttpRequest request, Outlet outlet) {
        try {
            Target target = Target.parse(request.uri());
            return switch (target.text(0)) {
                case "v1" -> v1(request, target, outlet);
                case "health" ->
                        get(request, target, 2, outlet, () -> admin.health(target.text(1)));
                default -> throw nothing();
            };
        } catch (KvException refused) {
            return fixed(outlet, Problem.of(refused.error()));
        }
    }

    private Exchange v1(HttpRequest request, Target target, Outlet outlet) {
        return switch (target.text(1)) {
            case "buckets" -> buckets(request, target, outlet);
            case "batch" -> batch(request, target, outlet);
            case "members" -> members(request, target, outlet);
            case "ring" ->
                    get(request, target, 2, outlet, () -> admin.ring(target, request.headers()));
            case "plugins" -> get(request, target, 2, outlet, admin::plugins);
            case "version" -> get(request, target, 2, outlet, admin::version);
            case "explain" -> explain(request, target, outlet);
            case "tasks" -> get(request, target, 2, outlet, tasks::tasks);
            case "operations" -> operation(request, target, outlet);
            default -> throw nothing();
        };
    }

    /** {@code GET /v1/members}, {@code POST /v1/members/{id}/leave} and its kin. */
    private Exchange members(HttpRequest request, Target target, Outlet outlet) {
        if (target.segments().size() != 4) {
            return get(request, target, 2, outlet, admin::members);
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return fixed(outlet, Problem.method(request.method().name(), "POST"));
        }
        if (target.text(3).equals("drain")) {
            return whole(outlet, (body, done) -> tasks.drain(target, request.headers(), done));
        }
        MemberChange change = admin.change(target, request.headers());
        boolean forced = AdminApi.isForced(target, request.headers());
        return whole(outlet, (body, done) -> admin.begin(change, forced, done));
    }

    private Exchange batch(HttpRequest request, Target target, Outlet outlet) {
        if (target.segments().size() > 2) {
            throw nothing();
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return fixed(outlet, Problem.method(request.method().name(), "POST"));
        }
        needChunks(request, "a batch");
        return batches.open(request, target, outlet);
    }

    private static void needChunks(HttpRequest request, String what) {
        if (!request.protocolVersion().isKeepAliveDefault()) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, what + " is answered in chunks, which needs HTTP/1.1");
        }
    }

    private Exchange watch(HttpRequest request, Target target, Outlet outlet) {
        if (!request.method().equals(HttpMethod.GET)) {
            return fixed(outlet, Problem.method(request.method().name(), "GET"));
        }
        needChunks(request, "a watch");
        return watches.open(target.text(2), target, request.headers(), outlet);
    }

    private Exchange buckets(HttpRequest request, Target target, Outlet outlet) {
        String method = request.method().name();
        int size = target.segments().size();
        if (size >= 4 && target.text(3).equals("keys")) {
            if (size == 4) {
                return list(request, target, outlet);
            }
            Key key = key(target, 2, 4);
            return whole(
                    outlet,
                    (body, done) -> keys.serve(method, key, target, request.headers(), body, done));
        }
        if (size == 4 && target.text(3).equals("watch")) {
            return watch(request, target, outlet);
        }
        if (size == 3 && method.equals("PUT")) {
            String name = target.text(2);
            return whole(outlet, (body, done) -> buckets.set(name, body, done));
        }
        return size == 2
                ? get(request, target, 2, outlet, buckets::buckets)
                : get(
                        request,
                        target,
                        3,
                        outlet,
                        READS + ", PUT",
                        () -> buckets.bucket(target.text(2)));
    }

    private Exchange list(HttpRequest request, Target target, Outlet outlet) {
        if (!isRead(request)) {
            return fixed(outlet, Problem.method(request.method().name(), READS));
        }
        String bucket = target.text(2);
        return whole(outlet, (body, done) -> lists.list(bucket, target, request.headers(), done));
    }

    private Exchange operation(HttpRequest request, Target target, Outlet outlet) {
        if (target.segments().size() != 3) {
            throw nothing();
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return fixed(outlet, Problem.method(request.method().name(), "GET"));
        }
        String id = target.text(2);
        return whole(
                outlet, (body, done) -> operations.resolve(id, target, request.headers(), done));
    }

    private Exchange explain(HttpRequest request, Target target, Outlet outlet) {
        if (!isRead(request)) {
            return fixed(outlet, Problem.method(request.method().name(), READS));
        }
        Key key = key(target, 2, 3);
        Parameters.of(target, request.headers(), Set.of());
        return whole(outlet, (body, done) -> admin.explain(key, done));
    }

    /** The bucket and key at two segments, the key the last of them. */
    private static Key key(Target target, int bucket, int key) {
        if (target.segments().size() > key + 1) {
            throw new KvException(ErrorCode.BAD_REQUEST, "a slash inside a key is written %2F");
        }
        Bytes bytes = key < target.segments().size() ? target.segments().get(key) : Bytes.EMPTY;
        return new Key(target.text(bucket), bytes);
    }

    private Exchange get(
            HttpRequest request,
            Target target,
            int size,
            Outlet outlet,
            Supplier<Response> answer) {
        return get(request, target, size, outlet, READS, answer);
    }

    private Exchange get(
            HttpRequest request,
            Target target,
            int size,
            Outlet outlet,
            String allowed,
            Supplier<Response> answer) {
        if (target.segments().size() != size) {
            throw nothing();
        }
        return isRead(request)
                ? whole(outlet, (body, done) -> done.accept(answer.get()))
                : fixed(outlet, Problem.method(request.method().name(), allowed));
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().name().equals("GET") || request.method().name().equals("HEAD");
    }

    private static KvException nothing() {
        return new KvException(
                ErrorCode.NOT_FOUND,
                "there is nothing at this path; docs/http-api.md lists what there is");
    }

    /** The exchange that answers a request of somebody who is not let in. */
    Exchange refuse(KvError error, Outlet outlet) {
        return fixed(outlet, Problem.of(error));
    }

    private Exchange fixed(Outlet outlet, Response response) {
        return new FixedAnswer(outlet, maxBody, response);
    }

    private Exchange whole(Outlet outlet, BiConsumer<Bytes, Consumer<Response>> service) {
        return new WholeBody(outlet, maxBody, service);
    }
}
