package dev.cairn.bench.served;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Contenders under one load, a row of a table. All get the same number of requests, as many as keep
 * the slowest of them busy for a given time; and each measured run has one of the same shape before
 * it that is not, so that what a server has to get used to, new code of a JIT above all, is not
 * taken for what it costs.
 */
final class Comparison {
    /** More than may be in flight at once. */
    private static final long FEWEST = 2_000;

    private static final double LOOK_SECONDS = 0.5;
    private static final int WARM_UP_SHARE = 4;

    private final ServedTable table;
    private final String row;
    private final List<Contender> contenders;
    private long requests = FEWEST;

    /** Goes into that row of {@code table}. */
    Comparison(ServedTable table, String row, List<Contender> contenders) {
        this.table = table;
        this.row = row;
        this.contenders = List.copyOf(contenders);
    }

    /** Finds out how many requests take the slowest about so many seconds. */
    void calibrate(double seconds) throws IOException, InterruptedException {
        double slowest = Double.MAX_VALUE;
        for (Contender contender : contenders) {
            double first = contender.run(FEWEST);
            slowest = Math.min(slowest, contender.run(atLeastFew(first * LOOK_SECONDS)));
        }
        requests = atLeastFew(slowest * seconds);
    }

    /** Measures each once; who begins changes with the number of the round. */
    void measure(int round) throws IOException, InterruptedException {
        List<Contender> order = new ArrayList<>(contenders);
        Collections.rotate(order, round);
        for (Contender contender : order) {
            contender.run(atLeastFew((double) requests / WARM_UP_SHARE));
            table.add(row, contender.name(), measured(contender));
        }
    }

    private Sample measured(Contender contender) throws IOException, InterruptedException {
        long allocated = contender.allocatedBytes();
        double before = contender.processorSeconds();
        double perSecond = contender.run(requests);
        double micros = (contender.processorSeconds() - before) * 1e6 / requests;
        double garbage =
                allocated < 0 ? -1 : (double) (contender.allocatedBytes() - allocated) / requests;
        return new Sample(perSecond, micros, garbage);
    }

    private static long atLeastFew(double count) {
        return Math.max(FEWEST, Math.round(count));
    }
}
