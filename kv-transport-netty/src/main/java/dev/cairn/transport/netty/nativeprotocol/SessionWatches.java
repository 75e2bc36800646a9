package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.Watcher;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The watches of one connection, by the client's numbers. For the connection's event loop; what
 * they tell may come on any thread.
 */
final class SessionWatches {
    /** The most watches of one connection. */
    private static final int MAX = 64;

    private final Executor loop;
    private final Map<Long, Open> open = new HashMap<>();

    /** None yet; {@code loop} runs tasks on the connection's event loop. */
    SessionWatches(Executor loop) {
        this.loop = loop;
    }

    private final class Open implements Watcher {
        private final long number;
        private Watch watch = Watch.ENDED;
        private Optional<Consumer<Response>> asked;

        Open(long number, Consumer<Response> first) {
            this.number = number;
            this.asked = Optional.of(first);
        }

        @Override
        public void event(WatchEvent event) {
            loop.execute(() -> answer(new Response.Watched(event)));
        }

        @Override
        public void ended(KvError error) {
            loop.execute(() -> {
                open.remove(number, this);
                answer(new Response.Failed(error));
            });
        }

        void answer(Response response) {
            Optional<Consumer<Response>> call = asked;
            asked = Optional.empty();
            call.ifPresent(reply -> reply.accept(response));
        }

        void end(KvError why) {
            watch.close();
            answer(new Response.Failed(why));
        }
    }

    /** The next event of a watch; {@code reply} is called once, with it or with a failure. */
    void next(Request.Watch call, KeyValueService data, Consumer<Response> reply) {
        Open known = open.get(call.number());
        if (known == null && open.size() == MAX) {
            reply.accept(failed(ErrorCode.OVERLOADED, "a connection has " + MAX + " watches"));
        } else if (known == null) {
            Open begun = new Open(call.number(), reply);
            open.put(call.number(), begun);
            begun.watch = data.watch(call.request(), begun);
            begun.watch.next();
        } else if (known.asked.isPresent()) {
            reply.accept(failed(ErrorCode.BAD_REQUEST, "the watch's last call is open still"));
        } else {
            known.asked = Optional.of(reply);
            known.watch.next();
        }
    }

    /** Forgets a watch. */
    void forget(long number) {
        Optional.ofNullable(open.remove(number))
                .ifPresent(watch ->
                        watch.end(KvError.of(ErrorCode.GONE, "the watch was ended by its client")));
    }

    /** The connection is gone. */
    void close() {
        open.values().forEach(each -> each.watch.close());
        open.clear();
    }

    private static Response failed(ErrorCode code, String detail) {
        return new Response.Failed(KvError.of(code, detail));
    }
}
