package org.hpcdaemon.e2e;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.jspecify.annotations.Nullable;

/** On the daemon's own machine. */
final class ForwardTest extends ForwardContract {
    @Override
    String address() {
        return "127.0.0.1";
    }

    @Override
    @Nullable
    String node() {
        return null;
    }

    @Override
    Daemon box(World started, Path folder) {
        return started.box();
    }

    @Override
    List<String> options() {
        return List.of();
    }
}
