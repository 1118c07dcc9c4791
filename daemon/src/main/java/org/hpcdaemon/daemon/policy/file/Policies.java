package org.hpcdaemon.daemon.policy.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Question;

/** The policies of a machine's administrator and of its user; the stricter answer holds. Thread-safe. */
public final class Policies {
    /** Which users cannot write, for all daemons of the machine. */
    public static final Path SITE = Path.of("/etc/hpc-daemon/policy.toml");

    private final List<WatchedPolicy> files;

    /** Throws {@link org.hpcdaemon.protocol.error.HpcException} if a file that exists is refused. */
    public Policies(Path site, Path own, PolicyReader reader) {
        this.files = List.of(new WatchedPolicy(site, reader.ofSite()), new WatchedPolicy(own, reader));
    }

    /** Those in force now, the administrator's first. */
    public List<Policy> now() {
        return files.stream().map(WatchedPolicy::now).flatMap(Optional::stream).toList();
    }

    /** The same, as the last request found them; waits for nothing. */
    public List<Policy> lastSeen() {
        return files.stream()
                .map(WatchedPolicy::lastSeen)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The strictest answer; of equal ones the first. */
    public static Decision decide(List<Policy> policies, Question question) {
        return policies.stream()
                .map(policy -> policy.decide(question))
                .reduce(Decision::stricter)
                .orElse(Decision.NO_POLICY);
    }
}
