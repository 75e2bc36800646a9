package dev.cairn.replication.cluster;

import dev.cairn.replication.ReplicationConfig;
import dev.cairn.replication.cluster.ClientHistory.Asking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * A kind of simulated world: nodes, clients, faults, and a checker that reads what the clients saw.
 * Its size follows from the seed: most are small, so that many can be run.
 */
enum World {
    /** Crashes, losses of power, partitions; plain writes and reads. */
    FAILING(40) {
        @Override
        List<String> wrong(long seed, int steps) {
            return ran(RandomRun.of(seed, 3, HARD, true), steps);
        }
    },
    /** The same, where two nodes own nothing and forward. */
    FORWARDING(20) {
        @Override
        List<String> wrong(long seed, int steps) {
            return ran(RandomRun.of(seed, 5, TestCluster.Settings.DEFAULT, true), steps);
        }
    },
    /** Disks are lost, one after another. */
    LOSING_DISKS(10) {
        @Override
        List<String> wrong(long seed, int steps) {
            return ran(RandomRun.of(seed, 3, HARD, true).losingDisks(), steps);
        }
    },
    /** Places of disks are damaged, one disk after another. */
    DAMAGING_DISKS(10) {
        @Override
        List<String> wrong(long seed, int steps) {
            TestCluster.Settings watchful =
                    HARD.with(ReplicationConfig.DEFAULT.withScrubInterval(Duration.ofSeconds(1)));
            return ran(RandomRun.of(seed, 3, watchful, true).damagingDisks(), steps);
        }
    },
    /** Members join, leave and take each other's place. */
    MOVING(8) {
        @Override
        List<String> wrong(long seed, int steps) {
            MovingRun<ClientHistory> run = MovingRun.of(seed, HARD);
            run.run(steps);
            List<String> wrong = brokenPromises(run.history());
            add(wrong, "at a node that does not own it", run.strays());
            return wrong;
        }
    },
    /** Counters and sets, written with names and tried again. */
    COUNTING(8) {
        @Override
        List<String> wrong(long seed, int steps) {
            RandomRun<OnceHistory> run =
                    new RandomRun<>(
                            seed,
                            4,
                            HARD,
                            true,
                            (nodes, random) -> new OnceHistory(nodes, random, true));
            run.run(steps);
            return run.history().wrong();
        }
    },
    /** Deletes, and rounds that collect them. */
    DELETING(4) {
        @Override
        List<String> wrong(long seed, int steps) {
            DeletingRun run = new DeletingRun(new SplittableRandom(seed));
            for (int step = 0; step < steps / 4; step++) {
                run.step();
            }
            run.healAndCollect();
            return run.history().wrong();
        }
    },
    /** Linearizable keys while nodes fail. */
    REGISTERS(6) {
        @Override
        List<String> wrong(long seed, int steps) {
            return violations(new RegisterRun(seed, 3, HARD).run(steps));
        }
    },
    /** Linearizable keys while members come and go. */
    MOVING_REGISTERS(2) {
        @Override
        List<String> wrong(long seed, int steps) {
            return violations(new RegisterRun(seed, 5, HARD).run(steps));
        }
    },
    /** Linearizable keys that expire, by clocks that differ. */
    EXPIRING_REGISTERS(2) {
        @Override
        List<String> wrong(long seed, int steps) {
            RegisterRun run = new RegisterRun(seed, 3, HARD);
            run.history().expiring(Duration.ofMinutes(90));
            return violations(run.run(steps));
        }
    },
    /** Deletes and their rounds while members come, go and take each other's place. */
    DELETING_WHILE_MOVING(0, 10) {
        @Override
        List<String> wrong(long seed, int steps) {
            MovingRun<DeleteHistory> run =
                    new MovingRun<>(seed, FORGETFUL, World::deletes).slowly();
            run.run(steps / 2);
            List<String> wrong = run.history().wrong();
            add(wrong, "at a node that does not own it", run.strays());
            return wrong;
        }
    },
    /** Deletes and their rounds while disks are lost, one after another. */
    DELETING_ON_LOST_DISKS(0, 10) {
        @Override
        List<String> wrong(long seed, int steps) {
            return deletingOn(deleting(seed).losingDisks(), steps);
        }
    },
    /** Deletes and their rounds while places of disks are damaged, one disk after another. */
    DELETING_ON_DAMAGED_DISKS(0, 10) {
        @Override
        List<String> wrong(long seed, int steps) {
            return deletingOn(deleting(seed).damagingDisks(), steps);
        }
    },
    /** Counters and sets while members come, go and take each other's place. */
    COUNTING_WHILE_MOVING(0, 10) {
        @Override
        List<String> wrong(long seed, int steps) {
            MovingRun<OnceHistory> run =
                    new MovingRun<>(
                            seed, HARD, (nodes, random) -> new OnceHistory(nodes, random, false));
            run.run(steps);
            return run.history().wrong();
        }
    },
    /** Any number of copies, and any levels of which reads meet writes. */
    ANY_LEVELS(0, 10) {
        @Override
        List<String> wrong(long seed, int steps) {
            Asking asking = Asking.drawn(new SplittableRandom(~seed));
            List<String> keys = List.of("a", "b", "c");
            RandomRun<ClientHistory> run =
                    new RandomRun<>(
                            seed,
                            5,
                            HARD.byRank(),
                            true,
                            (nodes, random) -> new ClientHistory(nodes, random, keys, asking));
            return ran(run, steps);
        }
    };

    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withLanes(2).withBlockingReads(0.2);
    private static final TestCluster.Settings FORGETFUL =
            HARD.withLanes(1)
                    .with(
                            Deletes.config(1024, Duration.ofSeconds(1))
                                    .withScrubInterval(Duration.ofSeconds(1)));
    private static final int LEAST_STEPS = 40;
    private static final int MOST_STEPS = 400;

    private final int share;
    private final int shareOfMixed;

    World(int share) {
        this(share, 0);
    }

    World(int share, int shareOfMixed) {
        this.share = share;
        this.shareOfMixed = shareOfMixed;
    }

    /** What is found in a world of this kind that must never be. */
    abstract List<String> wrong(long seed, int steps);

    /** What is found in the world of {@code seed}, its kind and size drawn by it. */
    static List<String> wrong(long seed) {
        return wrong(seed, kind -> kind.share);
    }

    /** As {@link #wrong(long)}, of the kinds in which mechanisms meet. */
    static List<String> wrongWhereMechanismsMeet(long seed) {
        return wrong(seed, kind -> kind.shareOfMixed);
    }

    private static List<String> wrong(long seed, ToIntFunction<World> shares) {
        RandomGenerator random = new SplittableRandom(seed);
        int steps = drawnSteps(random);
        World kind = drawn(random, shares);
        return kind.wrong(seed, steps).stream()
                .map(found -> kind + " of " + steps + " steps: " + found)
                .toList();
    }

    private static int drawnSteps(RandomGenerator random) {
        int steps = LEAST_STEPS;
        while (steps < MOST_STEPS && random.nextInt(3) == 0) {
            steps *= 2;
        }
        return steps;
    }

    private static World drawn(RandomGenerator random, ToIntFunction<World> shares) {
        int all = Arrays.stream(values()).mapToInt(shares).sum();
        int at = random.nextInt(all);
        for (World kind : values()) {
            at -= shares.applyAsInt(kind);
            if (at < 0) {
                return kind;
            }
        }
        throw new AssertionError("unreachable");
    }

    private static RandomRun<DeleteHistory> deleting(long seed) {
        return new RandomRun<>(seed, 3, FORGETFUL, true, World::deletes);
    }

    private static List<String> deletingOn(RandomRun<DeleteHistory> disks, int steps) {
        disks.slowly().run(steps / 2);
        return disks.history().wrong();
    }

    private static DeleteHistory deletes(TestCluster nodes, RandomGenerator random) {
        return new DeleteHistory(nodes, random, true);
    }

    private static List<String> ran(RandomRun<ClientHistory> run, int steps) {
        run.run(steps);
        return brokenPromises(run.history());
    }

    private static List<String> brokenPromises(ClientHistory history) {
        List<String> wrong = new ArrayList<>();
        add(wrong, "acknowledged and lost", history.lost());
        add(wrong, "acknowledged before a read that missed it", history.stale());
        add(wrong, "held differently", history.diverged());
        return wrong;
    }

    private static List<String> violations(RegisterRun run) {
        List<String> wrong = new ArrayList<>();
        add(wrong, "not linearizable", run.history().violations());
        return wrong;
    }

    private static void add(List<String> wrong, String what, Iterable<?> found) {
        found.forEach(one -> wrong.add(what + ": " + one));
    }
}
