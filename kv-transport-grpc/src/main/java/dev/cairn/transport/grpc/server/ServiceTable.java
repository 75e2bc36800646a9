package dev.cairn.transport.grpc.server;

import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is served at a port just now. Services are made when the first call comes, since making them
 * loads much of gRPC. Safe for all threads.
 */
final class ServiceTable extends HandlerRegistry {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** Services that come and go together. */
    private static final class Entry {
        private final Supplier<List<ServerServiceDefinition>> source;
        private volatile @Nullable List<ServerServiceDefinition> made;

        Entry(Supplier<List<ServerServiceDefinition>> source) {
            this.source = source;
        }

        List<ServerServiceDefinition> services() {
            List<ServerServiceDefinition> present = made;
            return present != null ? present : make();
        }

        private synchronized List<ServerServiceDefinition> make() {
            List<ServerServiceDefinition> present = made;
            if (present == null) {
                present = List.copyOf(source.get());
                made = present;
            }
            return present;
        }
    }

    /** Serves what {@code services} answers, until what is answered here is run. */
    Runnable add(Supplier<List<ServerServiceDefinition>> services) {
        Entry entry = new Entry(services);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    @Override
    public List<ServerServiceDefinition> getServices() {
        return entries.stream().flatMap(entry -> entry.services().stream()).toList();
    }

    /** The method of that full name; null for none, as gRPC wants it. */
    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
            String name, @Nullable String authority) {
        for (Entry entry : entries) {
            for (ServerServiceDefinition service : entry.services()) {
                ServerMethodDefinition<?, ?> method = service.getMethod(name);
                if (method != null) {
                    return method;
                }
            }
        }
        return null;
    }
}
