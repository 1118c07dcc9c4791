package org.hpcdaemon.daemon.app;

import java.util.List;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.skill.SkillShelf;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.sandbox.Level;

/** What agents learn of the daemon: the answer to {@code daemon.info}. */
record DaemonDescription(Home home, Profile profile, Host host, Level level, String scheduler) {
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
                shells);
    }

    /** Read anew each time, since its owner may have changed it. */
    private List<DaemonInfo.Skill> skills() {
        String name = profile.skill();
        return name == null
                ? List.of()
                : new SkillShelf(home.skills())
                                .find(name)
                                .map(skill -> new DaemonInfo.Skill(skill.name(), skill.description(), skill.text()))
                                .stream()
                                .toList();
    }
}
