package org.hpcdaemon.daemon.guard;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.process.ChildEnvironment;
import org.hpcdaemon.daemon.pty.Spawner;
import org.jspecify.annotations.Nullable;

/** Runs commands in Landlock domains. */
final class Landlock implements Guard {
    private final Bounds bounds;
    private final Domain domain;
    private final JobBox jobs;

    Landlock(Bounds bounds, Domain domain, JobBox jobs) {
        this.bounds = bounds;
        this.domain = domain;
        this.jobs = jobs;
    }

    @Override
    public Level level() {
        return new Level.Enforced(Mechanism.LANDLOCK, domain.gaps());
    }

    @Override
    public void check() {}

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return ofTheDaemon.without(Secrets.variables());
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        return confined(command, List.of(), List.of());
    }

    @Override
    public boolean leavesSomebody() {
        return true;
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path folder, Path records) {
        return confined(command, List.of(folder), List.of(records));
    }

    @Override
    public String rails() {
        return Rails.explaining(bounds.allowed(), List.of(bounds.tmp(), Path.of("/dev")));
    }

    private Spawner.Command confined(Spawner.Command command, List<Path> readable, List<Path> writable) {
        Map<String, String> environment = new HashMap<>(command.environment());
        environment.put("TMPDIR", domain.tmp(environment.get("TMPDIR")));
        return new Spawner.Command(
                command.argv(), environment, command.cwd(), command.handed(), domain.origin(readable, writable));
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return jobs.files(Secrets.variables(), script);
    }
}
