package org.hpcdaemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** The one place that turns what an agent wants to run into what may run. Thread-safe. */
public interface Guard {
    /** Where the user allowed every directory. */
    Guard OFF = new Unguarded(new Level.Off(List.of()), List.of());

    /** The level in force. */
    Level level();

    /** Throws {@link HpcException} {@code NOT_ALLOWED}, with the fix, if nothing may run on this host. */
    void check();

    /** What commands start from: the daemon's environment, without what would let them act as its user elsewhere. */
    ChildEnvironment environment(ChildEnvironment ofTheDaemon);

    /** A command within the limits. Throws as {@link #check} does. */
    Spawner.Command command(Spawner.Command command);

    /** Whether the daemon has to end what a command left running: the limits promise it, and the kernel does not do it. */
    boolean mustEndLeftovers();

    /** What shells read last: bash that explains the limits; empty if there are none. */
    String rails();

    /**
     * An interactive shell within the limits.
     *
     * @param folder that it can read, though it is the daemon's
     * @param records that it can write to, in the same
     * @param terminal its own
     */
    Spawner.Command shell(Spawner.Command command, Path folder, Path records, Path terminal);

    /**
     * What a job's wrapper needs beside it to run the job within the limits; nothing if there are none.
     *
     * @param script what the job runs, in the daemon's own folder; absent if it runs a command
     */
    List<BoxFile> job(@Nullable Path script);

    /** The files within the same limits as a command's; the caller closes it. */
    FileView files();

    /** How a job that the daemon starts itself may enter the sandbox; empty: as on any other machine. */
    Optional<Shortcut> shortcut();
}
