package org.hpcdaemon.sandbox.enforce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.restrict.Restriction;
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
import org.hpcdaemon.sandbox.plan.SandboxPlan;
import org.hpcdaemon.sandbox.plan.SecretVariables;
import org.hpcdaemon.sandbox.view.BoxView;
import org.jspecify.annotations.Nullable;

/** Runs commands in boxes that {@code box.sh} makes with bubblewrap. */
public final class Bubblewrap implements Guard {
    // What runs before the box is closed has this and nothing that an agent chose: not even LD_PRELOAD reaches it.
    public static final String PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    /** Why it cannot be used where there is none. */
    public static final String ABSENT = "bubblewrap is not installed";

    /** What is open without a scope. */
    public static final String UNSCOPED = "services of this machine on abstract Unix sockets can be reached";

    private final String program;
    private final Bounds bounds;
    private final BoxFolder folder;
    private final boolean scoped;
    private final Spawner.Origin origin;
    private final JobBox jobs;
    private final Containers containers;

    /** @param scoped whether Landlock keeps commands from abstract Unix sockets, which no namespace here does */
    public Bubblewrap(String program, Bounds bounds, BoxFolder folder, boolean scoped, JobBox jobs) {
        this(program, bounds, folder, scoped, jobs, new Containers.NotAllowed());
    }

    private Bubblewrap(
            String program, Bounds bounds, BoxFolder folder, boolean scoped, JobBox jobs, Containers containers) {
        this.program = program;
        this.bounds = bounds;
        this.folder = folder;
        this.scoped = scoped;
        this.jobs = jobs;
        this.containers = containers;
        this.origin = scoped ? new Restriction(Domain::scope) : Spawner.Origin.HERE;
    }

    @Override
    public Level level() {
        return new Level.Enforced(
                Mechanism.BUBBLEWRAP, scoped || bounds.noUnixSockets() ? List.of() : List.of(UNSCOPED), containers);
    }

    @Override
    public void check() {}

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        ChildEnvironment kept = SecretVariables.removedFrom(ofTheDaemon);
        // It may name a folder that is not there inside; /tmp always is.
        String tmp = kept.base().get("TMPDIR");
        return tmp != null && bounds.allowed().stream().noneMatch(Path.of(tmp)::startsWith)
                ? kept.without(Set.of("TMPDIR"))
                : kept;
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        return box("run", command, plan());
    }

    @Override
    public FileView files() {
        return new BoxView(this::command, PATH, bounds.allowed());
    }

    @Override
    public boolean mustEndLeftovers() {
        return false;
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path files, Path records, Path terminal) {
        return box("shell", command, plan().read(files).records(records));
    }

    @Override
    public String rails() {
        return Rails.explaining(
                bounds.allowed(), List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/run"), Path.of("/dev")));
    }

    private Spawner.Command box(String way, Spawner.Command command, SandboxPlan plan) {
        List<String> argv = new ArrayList<>(List.of("/bin/bash", folder.script().toString(), way, command.cwd()));
        argv.addAll(command.argv());
        command.environment().forEach((name, value) -> {
            if (!name.equals(TreeCookie.OF_A_BOX)) {
                plan.say("env", name + "=" + value);
            }
        });
        return new Spawner.Command(argv, outside(command.environment()), "/", plan.bytes(), origin);
    }

    /** The environment of what makes the box. */
    static Map<String, String> outside(Map<String, String> inside) {
        Map<String, String> environment = new HashMap<>(Map.of("PATH", PATH, TreeCookie.OF_A_BOX, "1"));
        String cookie = inside.get(TreeCookie.VARIABLE);
        if (cookie != null) {
            environment.put(TreeCookie.VARIABLE, cookie);
        }
        return environment;
    }

    private SandboxPlan plan() {
        SandboxPlan plan = JobBox.plan(bounds);
        folder.hints().tell(plan);
        return plan.say("bwrap", program)
                .say("seccomp", (strict() ? folder.strictFilter() : folder.filter()).toString())
                .say("tmp", bounds.tmp().toString());
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return jobs.files(script);
    }

    @Override
    public Optional<Shortcut> shortcut() {
        return Optional.of(new Shortcut(origin, strict() ? JobBox.STRICT_FILTER : JobBox.FILTER));
    }

    /** Whether no Unix sockets may be made, since nothing keeps them apart. */
    private boolean strict() {
        return !scoped && bounds.noUnixSockets();
    }

    /** A look from inside, which fails if anything of the daemon's own can be seen there. */
    public Spawner.Command trial() {
        Path own = folder.script();
        return command(new Spawner.Command(
                List.of("/bin/sh", "-c", "! test -e \"$0\"", own.toString()), Map.of("PATH", PATH), "/"));
    }

    /** Makes a box within a box, as a container is made: by a user namespace, mounts and another root. */
    public Spawner.Command containerTrial() {
        return command(new Spawner.Command(
                List.of(program, "--unshare-user", "--ro-bind", "/", "/", "true"), Map.of("PATH", PATH), "/"));
    }

    /** The same, where it is known whether containers can be run. */
    public Bubblewrap with(Containers found) {
        return new Bubblewrap(program, bounds, folder, scoped, jobs, found);
    }
}
