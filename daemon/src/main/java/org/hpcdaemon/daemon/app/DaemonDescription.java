package org.hpcdaemon.daemon.app;

import java.util.List;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.skill.Skill;
import org.hpcdaemon.daemon.skill.SkillShelf;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.Level;

/** What agents learn of the daemon: the answer to {@code daemon.info}. */
record DaemonDescription(Home home, Profile profile, Host host, Level level, String scheduler) {
    private static final String HOW = """
            On a login node and in jobs alike: `apptainer exec image.sif CMD`, also below `srun`. Its cache and settings must lie where
            you may write: `export APPTAINER_CACHEDIR=$PWD/.apptainer APPTAINER_CONFIGDIR=$PWD/.apptainer APPTAINER_TMPDIR=$PWD/.apptainer`,
            or `SINGULARITY_...`. Where it is installed set-uid, add `--userns`. An image that cannot be mounted is unpacked once:
            `apptainer build --sandbox image/ image.sif`. Not possible: networks of a container's own, several user ids, `--fakeroot` by
            subuids.
            """;

    /** @param shells open ones of the agent that asks */
    DaemonInfo info(int shells) {
        return new DaemonInfo(
                profile.daemon(),
                profile.clusterName(),
                Release.VERSION,
                host.name(),
                System.getProperty("user.name"),
                scheduler,
                level.word(),
                level.notes(),
                profile.workDir(),
                profile.allowedDirs(),
                profile.instructions(),
                skills(),
                shells,
                profile.recording().on() ? Boolean.TRUE : null);
    }

    /** What no skill of a kind of machine can know of this one. */
    private String onThisMachine(Skill skill) {
        Containers containers = level.containers();
        return level instanceof Level.Refused
                ? skill.text()
                : skill.text().stripTrailing() + "\n\n## Containers on this machine\n\nHere, " + containers.words()
                        + ".\n" + (containers instanceof Containers.Possible ? HOW : "");
    }

    /** Read anew each time, since its owner may have changed it. */
    private List<DaemonInfo.Skill> skills() {
        String name = profile.skill();
        return name == null
                ? List.of()
                : new SkillShelf(home.skills())
                                .find(name)
                                .map(skill ->
                                        new DaemonInfo.Skill(skill.name(), skill.description(), onThisMachine(skill)))
                                .stream()
                                .toList();
    }
}
