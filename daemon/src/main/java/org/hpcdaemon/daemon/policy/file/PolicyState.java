package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.Path;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.protocol.error.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * A file as a daemon would find it now.
 *
 * @param rules how many; absent: it is refused
 * @param budgets how many; absent: it is refused
 * @param refused why; absent: it is not
 */
public record PolicyState(
        String file,
        @Nullable Integer rules,
        @Nullable Integer budgets,
        @Nullable String refused) {
    public static PolicyState of(Path file, PolicyReader reader) {
        try {
            Policy policy = reader.read(file);
            return new PolicyState(
                    file.toString(), policy.size(), policy.budgets().size(), null);
        } catch (PolicyException e) {
            return new PolicyState(file.toString(), null, null, e.reason());
        } catch (IOException e) {
            return new PolicyState(file.toString(), null, null, Trouble.of(e));
        }
    }

    /** As in "/etc/hpc-daemon/policy.toml in force (12 rules, 1 budget)". */
    public String words() {
        return refused == null
                ? file + " in force (" + counted(rules, "rule")
                        + (Integer.valueOf(0).equals(budgets) ? "" : ", " + counted(budgets, "budget")) + ")"
                : refused + " (refused: a daemon that runs keeps the policy from before)";
    }

    private static String counted(@Nullable Integer count, String one) {
        return count + " " + one + (Integer.valueOf(1).equals(count) ? "" : "s");
    }
}
