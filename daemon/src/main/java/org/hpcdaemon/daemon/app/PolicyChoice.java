package org.hpcdaemon.daemon.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.policy.file.Policies;
import org.hpcdaemon.daemon.policy.file.PolicyReader;
import org.hpcdaemon.daemon.policy.file.ProgramPaths;
import org.hpcdaemon.daemon.policy.gate.PolicyGate;
import org.hpcdaemon.daemon.policy.gate.Requests;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.Programs;
import org.hpcdaemon.session.file.call.FileSettings;

/** The policy of a daemon: its machine's and its user's, by the places that its commands and file calls start from. */
public record PolicyChoice(Home home, ProgramPaths programs, String userHome) {
    /** For commands that start from this process's environment. */
    public static PolicyChoice of(Home home) {
        return of(home, ChildEnvironment.ofThisProcess());
    }

    static PolicyChoice of(Home home, ChildEnvironment environment) {
        return new PolicyChoice(
                home,
                ProgramPaths.of(environment.base().getOrDefault("PATH", Programs.DEFAULT_PATH)),
                environment.home());
    }

    private PolicyReader reader() {
        return new PolicyReader(programs, userHome);
    }

    /** For the administrator's file, or for the daemon's own. */
    public PolicyReader reader(boolean site) {
        return site ? reader().ofSite() : reader();
    }

    /** For one of {@link #files()}. */
    public PolicyReader reader(Path file) {
        return reader(file.equals(Policies.SITE));
    }

    /** The user's, whether it exists or not. */
    public Path ownFile() {
        return home.policyFile();
    }

    /** The files that there are, the machine's first. */
    public List<Path> files() {
        return Stream.of(Policies.SITE, home.policyFile()).filter(Files::exists).toList();
    }

    /** Throws {@link org.hpcdaemon.protocol.error.HpcException} if a file that exists is refused. */
    public PolicyGate gate(Profile profile) {
        return new PolicyGate(
                new Policies(Policies.SITE, home.policyFile(), reader()),
                new Requests(programs, path -> FileSettings.absolute(path, profile.workDir(), userHome)));
    }
}
