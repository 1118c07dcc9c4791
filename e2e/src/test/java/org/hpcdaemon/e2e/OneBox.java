package org.hpcdaemon.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A world with one daemon, and the key of one agent, for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneBox {
    World world;
    Daemon box;
    String key;

    @BeforeAll
    void startWorld(@TempDir Path folder) {
        world = World.start(getClass(), folder);
        box = world.box();
        key = world.platform().agentKey(World.ADA, "agent");
    }

    @AfterAll
    void stopWorld() throws IOException {
        world.close();
    }

    /** The same at each run with a seed. */
    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(World.SEED).nextBytes(bytes);
        return bytes;
    }
}
