package org.hpcdaemon.sandbox.enforce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.sandbox.BoxFile;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.plan.Bounds;
import org.hpcdaemon.sandbox.plan.Devices;
import org.hpcdaemon.sandbox.plan.OtherHomes;
import org.hpcdaemon.sandbox.plan.SandboxPlan;
import org.hpcdaemon.sandbox.plan.SecretVariables;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a job's folder so that its wrapper can enter a sandbox, on whichever machine that is: by {@code
 * sandbox-exec} of this install where it can be seen, else by bubblewrap alone.
 *
 * @param promised what enforces the limits on the daemon's own machine
 * @param policy for where nothing does
 * @param path where bubblewrap is looked for
 */
public record JobBox(BoxFolder folder, Bounds bounds, Mechanism promised, IfUnenforced policy, String path) {
    /** What {@code box.sh} starts in the box; it looks for it beside itself. */
    static final String INSIDE = "box.inside";

    static final String FILTER = "box.filter";
    static final String STRICT_FILTER = "box.strict";

    // Name resolution and, on NixOS, the programs: what of /run every program may need, and no way to act as the user.
    private static final List<String> OF_RUN = List.of(
            "/run/systemd/resolve/resolv.conf",
            "/run/systemd/resolve/stub-resolv.conf",
            "/run/resolvconf",
            "/run/NetworkManager/resolv.conf",
            "/run/nscd",
            "/run/current-system",
            "/run/opengl-driver");

    /** What lies in its folder. A node may have variables of its own to add, and the known ones do not reach the job. */
    List<BoxFile> files(@Nullable Path script) {
        SandboxPlan plan = plan(bounds)
                .say("promised", promised.toString())
                .say("path", path)
                .say("policy", policy.toString());
        folder.hints().tell(plan);
        SecretVariables.known().forEach(name -> plan.say("unset", name));
        if (script != null) {
            plan.read(script);
        }
        List<BoxFile> files = new ArrayList<>(List.of(
                new BoxFile("box", folder.scriptBytes()),
                new BoxFile(INSIDE, folder.insideBytes()),
                new BoxFile(FILTER, folder.filterBytes()),
                new BoxFile("box.entrance", Entrance.here().file()),
                new BoxFile("box.plan", plan.bytes())));
        if (bounds.noUnixSockets()) {
            files.add(new BoxFile(STRICT_FILTER, folder.strictFilterBytes()));
        }
        return files;
    }

    /** What holds for every box; the rest lies elsewhere for a job. */
    static SandboxPlan plan(Bounds bounds) {
        SandboxPlan plan = new SandboxPlan();
        if (bounds.noNetwork()) {
            plan.say("network", "off");
        }
        if (bounds.containers()) {
            plan.say("containers", "on");
        }
        Devices.offered(bounds.noNetwork()).forEach(device -> plan.say("device", device));
        OF_RUN.forEach(path -> plan.read(Path.of(path)));
        bounds.hidden().forEach(plan::mask);
        OtherHomes.beside(bounds).forEach(plan::home);
        plan.mask(bounds.state());
        bounds.allowed().forEach(plan::write);
        return plan;
    }
}
