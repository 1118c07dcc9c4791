package org.hpcdaemon.protocol.message.machine;

import java.util.List;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code daemon.info}.
 *
 * @param scheduler that jobs are given to: {@code local}, {@code slurm} or {@code gridengine}
 * @param sandbox the level in force: {@code enforced}, {@code advisory}, {@code off}, or {@code refused} where nothing
 *     may run, since the host cannot enforce the directories and the user chose that
 * @param sandboxNotes by what it is enforced and what that leaves open, or why it is not
 * @param allowedDirs where an agent may write; empty means anywhere the user may
 * @param instructions what the user wants agents to know of this machine
 * @param recorded whether what shells and commands print is recorded, for the account owner; absent: no
 */
public record DaemonInfo(
        DaemonId daemon,
        String clusterName,
        String version,
        String host,
        String user,
        String scheduler,
        String sandbox,
        List<String> sandboxNotes,
        String workDir,
        List<String> allowedDirs,
        @Nullable String instructions,
        List<Skill> skills,
        int shells,
        @Nullable Boolean recorded) {
    public DaemonInfo {
        Checks.required("daemon", daemon);
        Checks.required("clusterName", clusterName);
        Checks.required("version", version);
        Checks.required("host", host);
        Checks.required("user", user);
        Checks.required("scheduler", scheduler);
        Checks.required("sandbox", sandbox);
        Checks.required("workDir", workDir);
        Checks.required("allowedDirs", allowedDirs);
        Checks.required("skills", skills);
        sandboxNotes = sandboxNotes == null ? List.of() : List.copyOf(sandboxNotes);
        allowedDirs = List.copyOf(allowedDirs);
        skills = List.copyOf(skills);
    }

    /** Cluster guidance, in the Agent Skills format; the text is the whole {@code SKILL.md}. */
    public record Skill(String name, String description, String text) {
        public Skill {
            Checks.required("name", name);
            Checks.required("description", description);
            Checks.required("text", text);
        }
    }
}
