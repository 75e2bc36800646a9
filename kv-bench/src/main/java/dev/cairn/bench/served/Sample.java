package dev.cairn.bench.served;

/**
 * What one run has shown.
 *
 * @param perSecond operations a second, by the client
 * @param processorMicros the server's processor time for each operation, in microseconds
 * @param garbageBytes what the server's heap gave for each operation; negative where nobody tells
 */
record Sample(double perSecond, double processorMicros, double garbageBytes) {}
