package org.hpcdaemon.daemon.cluster.slurm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Account;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Qos;
import org.jspecify.annotations.Nullable;

/**
 * Lines of {@code sacctmgr --noheader --parsable2 show}: fields between bars, in the order they were asked for. A
 * field that a version does not print is empty.
 */
final class SacctmgrRows {
    /** The limits of an association that jobs run into. */
    private static final List<String> ACCOUNT_LIMITS =
            List.of("MaxJobs", "MaxSubmitJobs", "MaxWall", "MaxTRES", "GrpJobs", "GrpTRES");

    private static final List<String> QOS_LIMITS = List.of(
            "Priority", "MaxWall", "MaxTRES", "MaxTRESPerUser", "MaxJobsPerUser", "MaxSubmitJobsPerUser", "GrpTRES");

    private static final List<String> ACCOUNT = List.of("DefaultAccount", "Account", "Partition", "QOS", "DefaultQOS");

    /** The format of a question about the user's accounts. */
    static final String ACCOUNT_FORMAT = format(ACCOUNT, ACCOUNT_LIMITS);

    /** The format of a question about qualities of service. */
    static final String QOS_FORMAT = format(List.of("Name"), QOS_LIMITS);

    private SacctmgrRows() {}

    static List<Account> accounts(String text) {
        return text.lines().map(SacctmgrRows::account).filter(Objects::nonNull).toList();
    }

    /** @param wanted their names; others are left out, as a site may have hundreds */
    static List<Qos> qos(String text, List<String> wanted) {
        return text.lines()
                .map(line -> line.split("\\|", -1))
                .filter(fields -> wanted.contains(fields[0]))
                .map(fields -> new Qos(fields[0], limits(QOS_LIMITS, fields, 1)))
                .toList();
    }

    private static @Nullable Account account(String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length < ACCOUNT.size() || fields[1].isEmpty()) {
            return null;
        }
        return new Account(
                fields[1],
                fields[2].isEmpty() ? null : fields[2],
                fields[1].equals(fields[0]),
                Stream.of(fields[3].split(",")).filter(name -> !name.isEmpty()).toList(),
                fields[4].isEmpty() ? null : fields[4],
                limits(ACCOUNT_LIMITS, fields, ACCOUNT.size()));
    }

    private static Map<String, String> limits(List<String> names, String[] fields, int first) {
        Map<String, String> limits = new LinkedHashMap<>();
        for (int i = 0; i < names.size() && first + i < fields.length; i++) {
            if (!fields[first + i].isEmpty()) {
                limits.put(names.get(i), fields[first + i]);
            }
        }
        return limits;
    }

    private static String format(List<String> first, List<String> then) {
        return "format=" + String.join(",", first) + "," + String.join(",", then);
    }
}
