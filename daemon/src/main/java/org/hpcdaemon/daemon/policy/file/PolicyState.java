package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.Path;
import org.hpcdaemon.protocol.error.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * A file as a daemon would find it now.
 *
 * @param rules how many; absent: it is refused
 * @param refused why; absent: it is not
 */
public record PolicyState(
        String file, @Nullable Integer rules, @Nullable String refused) {
    public static PolicyState of(Path file, PolicyReader reader) {
        try {
            return new PolicyState(file.toString(), reader.read(file).size(), null);
        } catch (PolicyException e) {
            return new PolicyState(file.toString(), null, e.reason());
        } catch (IOException e) {
            return new PolicyState(file.toString(), null, Trouble.of(e));
        }
    }

    /** As in "/etc/hpc-daemon/policy.toml in force (12 rules)". */
    public String words() {
        return refused == null
                ? file + " in force (" + rules + (Integer.valueOf(1).equals(rules) ? " rule)" : " rules)")
                : refused + " (refused: a daemon that runs keeps the policy from before)";
    }
}
