package dev.cairn.server.load;

import dev.cairn.api.Bytes;

/**
 * One pair of the file.
 *
 * @param line its line, from 1
 * @param key its key
 * @param value its value
 */
record LoadRecord(long line, Bytes key, Bytes value) {}
