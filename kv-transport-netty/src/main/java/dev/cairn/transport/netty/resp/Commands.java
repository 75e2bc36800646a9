package dev.cairn.transport.netty.resp;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.env.Clock;

/**
 * The commands that touch data, as one caller may use them.
 *
 * @param data those with keys
 * @param scans those that list keys
 */
record Commands(DataCommands data, ScanCommands scans) {
    /** On these services; a command has at most {@code maxKeys} keys. */
    static Commands on(KeyValueService data, AdminService admin, int maxKeys, Clock clock) {
        return new Commands(
                new DataCommands(data, bucket -> admin.bucket(bucket).mode(), maxKeys, clock),
                new ScanCommands(data));
    }
}
