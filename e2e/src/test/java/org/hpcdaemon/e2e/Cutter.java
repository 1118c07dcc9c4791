package org.hpcdaemon.e2e;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.hpcdaemon.e2e.world.Progress;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Cut;
import org.hpcdaemon.testkit.Direction;
import org.hpcdaemon.testkit.FaultProxy;

/**
 * A bad day of the network, on both sides of the platform: resets, orderly ends, lines that hang before they break,
 * and lines that lose what was sent. Faults fall by bytes moved, so that a run can be repeated.
 */
final class Cutter {
    /** Longer than what is on its way needs to arrive, short against the patience of the links (30 s). */
    private static final long HANG_MS = 120;

    private final World world;
    private final RandomGenerator random;
    private final Progress progress;
    private final int wanted;
    private final long every;
    private int own;

    /** @param every bytes moved between two faults, on average */
    Cutter(World world, RandomGenerator random, Progress progress, int wanted, long every) {
        this.world = world;
        this.random = random;
        this.progress = progress;
        this.wanted = wanted;
        this.every = every;
    }

    long cuts() {
        return own + world.agentSide().plannedCuts() + world.daemonSide().plannedCuts();
    }

    /** Goes on until there were enough, or it is interrupted; good weather follows. */
    void run() {
        try {
            long next = 0;
            while (cuts() < wanted) {
                plan();
                next += random.nextLong(2 * every);
                while (!progress.awaitBytes(next, 1, TimeUnit.MINUTES)) {
                    // A fault before the last one is over would make that one another fault.
                }
                fault(random.nextInt(4) == 0 ? world.daemonSide() : world.agentSide());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            world.agentSide().resume();
            world.daemonSide().resume();
        }
    }

    /** Some connections also break by themselves, between any two bytes, their handshake's too. */
    private void plan() {
        world.agentSide().cutNewAfter(0, 6 * every);
        world.daemonSide().cutNewAfter(0, 24 * every);
    }

    private void fault(FaultProxy line) throws InterruptedException {
        switch (random.nextInt(10)) {
            case 0 -> {
                line.stall();
                hang();
            }
            case 1 -> {
                line.lose(random.nextBoolean() ? Direction.UP : Direction.DOWN);
                hang();
            }
            default -> {}
        }
        if (line.open() > 0) {
            line.cut(random.nextBoolean() ? Cut.RST : Cut.FIN);
            own++;
        }
        line.resume();
    }

    private void hang() throws InterruptedException {
        boolean _ = progress.awaitBytes(Long.MAX_VALUE, HANG_MS, TimeUnit.MILLISECONDS);
    }
}
