package org.hpcdaemon.sandbox.enforce;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.sandbox.BoxFile;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.Rails;
import org.hpcdaemon.sandbox.Shortcut;
import org.hpcdaemon.sandbox.kernel.Domain;
import org.hpcdaemon.sandbox.plan.Bounds;
import org.hpcdaemon.sandbox.plan.SecretVariables;
import org.hpcdaemon.sandbox.view.DomainView;
import org.jspecify.annotations.Nullable;

/** Runs commands in Landlock domains. */
public final class Landlock implements Guard {
    /** Why no container starts in a domain, and what to do. */
    static final String NO_MOUNTS =
            "Landlock lets no program mount anything; they need bubblewrap, and hpc-daemon doctor says what that"
                    + " lacks here";

    private final Bounds bounds;
    private final Domain domain;
    private final JobBox jobs;
    private final List<String> insteadOf;

    /** @param insteadOf why what promises more is not in use */
    public Landlock(Bounds bounds, Domain domain, JobBox jobs, List<String> insteadOf) {
        this.bounds = bounds;
        this.domain = domain;
        this.jobs = jobs;
        this.insteadOf = List.copyOf(insteadOf);
    }

    @Override
    public Level level() {
        return new Level.Enforced(
                Mechanism.LANDLOCK,
                Stream.concat(insteadOf.stream().map("not by bubblewrap, since "::concat), domain.gaps().stream())
                        .toList(),
                bounds.containers() ? new Containers.Impossible(NO_MOUNTS) : new Containers.NotAllowed());
    }

    @Override
    public void check() {}

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return SecretVariables.removedFrom(ofTheDaemon);
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        return confined(command, List.of(), List.of());
    }

    @Override
    public FileView files() {
        return new DomainView(domain, bounds.allowed());
    }

    @Override
    public boolean mustEndLeftovers() {
        return true;
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path folder, Path records, Path terminal) {
        return confined(command, List.of(folder), List.of(records, terminal));
    }

    @Override
    public String rails() {
        return Rails.explaining(bounds.allowed(), List.of(bounds.tmp(), Path.of("/dev")));
    }

    private Spawner.Command confined(Spawner.Command command, List<Path> readable, List<Path> writable) {
        Map<String, String> environment = new HashMap<>(command.environment());
        environment.put("TMPDIR", domain.tmp(environment.get("TMPDIR")));
        SlurmHints hints = jobs.folder().hints();
        hints.putFirst(environment);
        return new Spawner.Command(
                command.argv(),
                environment,
                command.cwd(),
                command.handed(),
                domain.origin(
                        Stream.concat(readable.stream(), hints.readable().stream())
                                .toList(),
                        writable));
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return jobs.files(script);
    }

    @Override
    public Optional<Shortcut> shortcut() {
        return Optional.empty();
    }
}
