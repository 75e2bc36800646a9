package dev.cairn.lsm.memtable;

import java.util.Arrays;

/**
 * Puts records in the order of their keys: by four bytes of the key at a time, behind what all keys
 * of a range share, so that a record's place and its address sort as one number.
 *
 * @param records where the keys are
 * @param addresses of the records
 */
record RecordSort(Records records, long[] addresses) {
    private static final int FEW = 16;
    private static final int MOST_ROUNDS = 12;
    private static final long ADDRESS = 0xffff_ffffL;

    /** Sorts the addresses of a range. */
    void sort(int from, int to) {
        sort(from, to, MOST_ROUNDS);
    }

    private void sort(int from, int to, int rounds) {
        if (to - from <= FEW) {
            insert(from, to);
        } else if (rounds == 0) {
            compare(from, to);
        } else {
            int skip = shared(from, to);
            for (int i = from; i < to; i++) {
                addresses[i] = place(addresses[i], skip) | addresses[i];
            }
            Arrays.sort(addresses, from, to);
            sortEqual(from, to, rounds - 1);
        }
    }

    /** Four bytes of the key, as a number whose signed order is theirs. */
    private long place(long record, int skip) {
        return (records.prefix(record, skip) & ~ADDRESS) ^ Long.MIN_VALUE;
    }

    /** Makes addresses again of the numbers, and sorts those of the same place among each other. */
    private void sortEqual(int from, int to, int rounds) {
        int begin = from;
        for (int i = from; i < to; i++) {
            long place = addresses[i] & ~ADDRESS;
            addresses[i] &= ADDRESS;
            if (i + 1 == to || (addresses[i + 1] & ~ADDRESS) != place) {
                if (i > begin) {
                    sort(begin, i + 1, rounds);
                }
                begin = i + 1;
            }
        }
    }

    private int shared(int from, int to) {
        int shared = Integer.MAX_VALUE;
        for (int i = from + 1; i < to && shared > 0; i++) {
            shared = Math.min(shared, records.shared(addresses[from], addresses[i]));
        }
        return shared;
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long record = addresses[i];
            int at = i;
            while (at > from && records.compare(addresses[at - 1], records.key(record)) > 0) {
                addresses[at] = addresses[at - 1];
                at--;
            }
            addresses[at] = record;
        }
    }

    private void compare(int from, int to) {
        long[] sorted =
                Arrays.stream(addresses, from, to)
                        .boxed()
                        .sorted((a, b) -> records.compare(a, records.key(b)))
                        .mapToLong(Long::longValue)
                        .toArray();
        System.arraycopy(sorted, 0, addresses, from, sorted.length);
    }
}
