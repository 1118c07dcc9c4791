package org.hpcdaemon.sandbox.choose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.linux.call.ProcessorFamily;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.Unguarded;
import org.hpcdaemon.sandbox.enforce.BoxFolder;
import org.hpcdaemon.sandbox.enforce.Bubblewrap;
import org.hpcdaemon.sandbox.enforce.JobBox;
import org.hpcdaemon.sandbox.enforce.Landlock;
import org.hpcdaemon.sandbox.enforce.Refusal;
import org.hpcdaemon.sandbox.kernel.Domain;
import org.hpcdaemon.sandbox.kernel.Executables;
import org.hpcdaemon.sandbox.kernel.Rights;
import org.hpcdaemon.sandbox.kernel.Trial;
import org.hpcdaemon.sandbox.kernel.UserNamespaces;
import org.hpcdaemon.sandbox.plan.Bounds;
import org.hpcdaemon.sandbox.plan.OtherHomes;

/** Chooses a daemon's guard: the best that works on this host, found by trying, else what the user chose for that. */
public final class Guards {
    private Guards() {}

    /** Tries what this host offers; to be called by the process that holds the daemon's lease. */
    public static Guard of(Confinement asked) {
        Guard guard = of(asked, KernelSupport.here());
        new LastLevel(asked.lastLevel()).tell(guard.level());
        return guard;
    }

    static Guard of(Confinement asked, KernelSupport host) {
        if (asked.allowed().isEmpty()) {
            return new Unguarded(new Level.Off(lost(asked.guarding())), List.of());
        }
        List<String> reasons = new ArrayList<>();
        Bounds bounds = Bounds.of(asked);
        IfUnenforced policy = asked.guarding().ifUnenforced();
        return enforcing(bounds, policy, asked.environment(), host, reasons).orElseGet(() -> switch (policy) {
            case REFUSE -> new Refusal(new Level.Refused(reasons));
            case ADVISORY -> new Unguarded(new Level.Advisory(reasons), bounds.allowed());
        });
    }

    private static List<String> lost(Guarding asked) {
        List<String> lost = new ArrayList<>();
        if (asked.noNetwork()) {
            lost.add("no directory is named, so the network is not cut");
        }
        if (!asked.hidden().isEmpty()) {
            lost.add("no directory is named, so nothing is hidden");
        }
        if (asked.noUnixSockets()) {
            lost.add("no directory is named, so Unix sockets stay");
        }
        return lost;
    }

    static Optional<Guard> enforcing(
            Bounds bounds,
            IfUnenforced policy,
            Map<String, String> environment,
            KernelSupport host,
            List<String> reasons) {
        Optional<String> fault = bounds.fault();
        Optional<ProcessorFamily> machine = ProcessorFamily.here();
        if (fault.isPresent()) {
            reasons.add(fault.get());
        } else if (machine.isEmpty()) {
            reasons.add(ProcessorFamily.unknown());
        } else {
            try {
                // What was a daemon's private /tmp: whatever used it has ended with that daemon.
                BoxFolder.emptied(bounds.tmp());
                String path = environment.getOrDefault("PATH", Bubblewrap.PATH);
                BoxFolder folder =
                        BoxFolder.create(bounds.state().resolve("guard"), machine.get(), bounds.containers(), path);
                return bubblewrap(
                                bounds,
                                folder,
                                new JobBox(folder, bounds, Mechanism.BUBBLEWRAP, policy, path),
                                host,
                                reasons)
                        .or(() -> landlock(
                                bounds,
                                machine.get(),
                                new JobBox(folder, bounds, Mechanism.LANDLOCK, policy, path),
                                host,
                                reasons));
            } catch (IOException e) {
                reasons.add("the daemon's folder for sandboxes cannot be written: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static Optional<Guard> bubblewrap(
            Bounds bounds, BoxFolder folder, JobBox jobs, KernelSupport host, List<String> reasons) {
        Optional<String> program = Executables.onPath("bwrap", jobs.path());
        if (program.isEmpty()) {
            reasons.add(Bubblewrap.ABSENT);
            return Optional.empty();
        }
        try {
            // A set-uid bwrap needs the privileges that a scope would have to give up first.
            boolean scoped = host.landlock() >= Rights.SCOPES && !Executables.isSetUid(Path.of(program.get()));
            Bubblewrap candidate = new Bubblewrap(program.get(), bounds, folder, scoped, jobs);
            Optional<String> failure = Trial.failure(candidate.trial());
            failure.ifPresent(
                    words -> reasons.add(program.get() + " does not work here: " + words + UserNamespaces.forbidden()));
            return failure.isPresent()
                    ? Optional.empty()
                    : Optional.of(bounds.containers() ? candidate.with(containers(candidate)) : candidate);
        } catch (IOException e) {
            reasons.add("bubblewrap was not tried: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Containers containers(Bubblewrap candidate) throws IOException {
        Optional<String> failure = Trial.failure(candidate.containerTrial());
        return failure.isPresent()
                ? new Containers.Impossible("a user namespace within the limits does not work here: " + failure.get()
                        + UserNamespaces.forbiddenToContainers())
                : new Containers.Possible();
    }

    private static Optional<Guard> landlock(
            Bounds bounds, ProcessorFamily machine, JobBox jobs, KernelSupport host, List<String> reasons) {
        int version = host.landlock();
        if (version < Rights.MIN_VERSION) {
            reasons.add(Domain.tooOld(version));
            return Optional.empty();
        }
        Domain domain = new Domain(bounds, machine, version, () -> OtherHomes.beside(bounds));
        try {
            Optional<String> failure = Trial.failure(domain.trial(jobs.folder().script()));
            failure.ifPresent(words -> reasons.add("Landlock does not work here: " + words));
            return failure.isPresent() ? Optional.empty() : Optional.of(new Landlock(bounds, domain, jobs, reasons));
        } catch (IOException e) {
            reasons.add("Landlock does not work here: " + e.getMessage());
            return Optional.empty();
        }
    }
}
