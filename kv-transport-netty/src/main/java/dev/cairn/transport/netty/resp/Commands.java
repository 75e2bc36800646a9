package dev.cairn.transport.netty.resp;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.ShortPath;
import dev.cairn.api.env.Clock;

/**
 * The commands that touch data, as one caller may use them.
 *
 * @param data those with keys
 * @param scans those that list keys
 * @param path the short path for those that can take it
 */
record Commands(DataCommands data, ScanCommands scans, ShortPath path) {
    /** On these services; a command has at most {@code maxKeys} keys. */
    static Commands on(KeyValueService data, AdminService admin, int maxKeys, Clock clock) {
        return new Commands(
                new DataCommands(data, bucket -> admin.bucket(bucket).mode(), maxKeys, clock),
                new ScanCommands(data),
                data.shortPath());
    }
}
