package dev.cairn.server.cli;

import dev.cairn.api.Key;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One key on the command line. */
final class KeyOptions {
    @Mixin private final KeyForm form = new KeyForm();

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    /** The key, checked; throws {@link dev.cairn.api.KvException} and {@link CommandException}. */
    Key key() {
        return form.key(key);
    }
}
