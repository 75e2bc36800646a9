package dev.cairn.testkit.cluster;

import dev.cairn.testkit.sim.DiskFaults;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a {@link Nemesis} does to disks. What may destroy acknowledged data happens to one machine
 * of the cluster only, the doomed one. When a node there does not start, it gets an empty disk, as
 * an operator would give it; elsewhere it stays down and is tried again later.
 */
final class DiskHarm {
    private static final long ALMOST_FULL = 64 << 10;

    private final SimulatedCluster cluster;
    private final RandomGenerator random;
    private final SimulatedNode doomed;

    DiskHarm(SimulatedCluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
        this.doomed = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    }

    /** Does it, and answers how to undo it. */
    Runnable begin(Fault fault, SimulatedNode drawn) {
        SimulatedNode victim = fault.destroysData() ? doomed : drawn;
        DiskFaults faults = victim.machine().disk().faults();
        return switch (fault) {
            case FULL_DISK -> {
                faults.leaveFree(random.nextLong(ALMOST_FULL));
                yield () -> restartOnSoundDisk(victim);
            }
            case FAILING_SYNCS -> {
                faults.failSyncs(name -> true);
                yield () -> restartOnSoundDisk(victim);
            }
            case FAILING_READS -> {
                faults.failReads(name -> true);
                yield () -> restartOnSoundDisk(victim);
            }
            case LOST_SYNCS -> {
                faults.lieAboutSyncs();
                yield () -> losePowerAndRestart(victim);
            }
            case BIT_FLIP -> {
                flip(victim.machine().disk());
                yield () -> restartOnEmptyDisk(victim);
            }
            case LOST_DISK -> {
                cluster.loseDisk(victim.id().name());
                yield () -> startAgain(victim);
            }
            default -> throw new IllegalArgumentException(fault + " is no harm to a disk");
        };
    }

    private void restartOnEmptyDisk(SimulatedNode victim) {
        cluster.loseDisk(victim.id().name());
        startAgain(victim);
    }

    /** A node on less than others have seen of it is refused, and gets an empty disk. */
    private void losePowerAndRestart(SimulatedNode victim) {
        victim.losePower();
        victim.machine().disk().faults().heal();
        restartOnEmptyDisk(victim);
    }

    /** A store that met a failing disk takes writes again only after a restart. */
    private void restartOnSoundDisk(SimulatedNode victim) {
        victim.machine().disk().faults().heal();
        victim.kill();
        startAgain(victim);
    }

    /** Starts a node that is down; on the doomed machine, on an empty disk when it has to be. */
    void startAgain(SimulatedNode node) {
        if (node.isUp()) {
            return;
        }
        try {
            node.start();
        } catch (RuntimeException refused) {
            cluster.world().note(node.id() + " does not start: " + refused.getMessage());
            if (node == doomed) {
                cluster.loseDisk(node.id().name());
                node.start();
            }
        }
    }

    /** Turns one bit of one file over. */
    private void flip(SimulatedDirectory disk) {
        List<SimulatedDirectory> folders = new ArrayList<>(List.of(disk));
        disk.children().forEach(name -> folders.add(disk.child(name)));
        SimulatedDirectory folder = folders.get(random.nextInt(folders.size()));
        List<String> files = folder.list();
        if (!files.isEmpty()) {
            String file = files.get(random.nextInt(files.size()));
            if (folder.size(file) > 0) {
                folder.flipBit(file, random.nextInt(folder.size(file)), random.nextInt(8));
            }
        }
    }
}
