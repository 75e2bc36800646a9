package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import java.nio.file.Path;

/** The example of kv-lsm/README.md. */
final class Example {
    private Example() {}

    static Bytes run(Path folder) {
        try (LsmStore store = LsmStore.open(folder)) {
            store.put(Bytes.utf8("city"), Bytes.utf8("Turin"));
            store.put(Bytes.utf8("country"), Bytes.utf8("Italy"));
            store.delete(Bytes.utf8("country"));
            store.sync(); // all of it is on stable storage now
        }
        try (LsmStore store = LsmStore.open(folder)) {
            return store.get(Bytes.utf8("city")).orElseThrow();
        }
    }
}
