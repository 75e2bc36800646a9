package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.Watcher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/**
 * One watch, told as server-sent events (the HTML standard's {@code text/event-stream}), whose ids
 * are positions. The next event is asked for when the client has room for it. For the connection's
 * loop only, but for what the watch tells.
 */
final class WatchStream implements Exchange, Watcher {
    private final Outlet outlet;
    private final Function<Watcher, Watch> service;
    private Watch watch = Watch.ENDED;
    private boolean begun;
    private boolean held;
    private boolean over;

    WatchStream(Outlet outlet, Function<Watcher, Watch> service) {
        this.outlet = outlet;
        this.service = service;
    }

    @Override
    public void body(ByteBuf part) {
        part.release();
    }

    @Override
    public void end() {
        watch = service.apply(this);
        watch.next();
    }

    @Override
    public void cancel() {
        over = true;
        watch.close();
    }

    @Override
    public void writable() {
        if (held && outlet.isWritable()) {
            held = false;
            watch.next();
        }
    }

    @Override
    public void event(WatchEvent event) {
        outlet.loop().execute(() -> tell(event));
    }

    @Override
    public void ended(KvError error) {
        outlet.loop().execute(() -> end(error));
    }

    private void tell(WatchEvent event) {
        if (over) {
            return;
        }
        if (!begun) {
            begun = true;
            outlet.begin(
                    Response.of(200, "text/event-stream", new byte[0])
                            .with("Cache-Control", "no-cache"));
        }
        outlet.write(Unpooled.wrappedBuffer(text(event)));
        held = true;
        writable();
    }

    private void end(KvError error) {
        if (over) {
            return;
        }
        over = true;
        if (begun) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            append(
                    text,
                    "ended",
                    Json.object(json -> {
                        json.writeStringProperty("code", error.code().name());
                        json.writeStringProperty("detail", error.detail());
                    }));
            text.write('\n');
            outlet.write(Unpooled.wrappedBuffer(text.toByteArray()));
            outlet.finish();
        } else {
            outlet.respond(Problem.of(error));
        }
    }

    /** The last line tells the position: who has read it has read what is before it. */
    private static byte[] text(WatchEvent event) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(256);
        switch (event) {
            case WatchEvent.Resync _ -> append(text, "resync", Json.object(json -> {}));
            case WatchEvent.Changes changes when changes.changes().isEmpty() ->
                    append(text, "position", Json.object(json -> {}));
            case WatchEvent.Changes changes -> {
                Iterator<WatchEvent.Change> all = changes.changes().iterator();
                while (all.hasNext()) {
                    WatchEvent.Change change = all.next();
                    append(text, "change", Json.object(json -> change(change, json)));
                    if (all.hasNext()) {
                        text.write('\n');
                    }
                }
            }
        }
        text.writeBytes(ascii("id: " + event.position() + "\n\n"));
        return text.toByteArray();
    }

    private static void append(ByteArrayOutputStream text, String type, byte[] data) {
        text.writeBytes(ascii("event: " + type + "\ndata: "));
        text.writeBytes(data);
        text.write('\n');
    }

    private static byte[] ascii(String line) {
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    private static void change(WatchEvent.Change change, JsonGenerator json) {
        byte[] key = change.key().bytes().toByteArray();
        String name = new String(key, StandardCharsets.UTF_8);
        if (Bytes.utf8(name).equals(change.key().bytes())) {
            json.writeStringProperty("key", name);
        }
        json.writeBinaryProperty("key64", key);
        switch (change.siblings().size()) {
            case 0 -> json.writeBooleanProperty("deleted", true);
            case 1 ->
                    json.writeBinaryProperty(
                            "value", change.siblings().getFirst().value().toByteArray());
            default -> Json.siblings("siblings", change.siblings(), json);
        }
        json.writeStringProperty("context", change.context().toString());
    }
}
