package org.hpcdaemon.daemon.cluster.gridengine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Partition;

/** {@code qstat -g c}: each queue with its slots. Pure. */
final class QueueTable {
    /** CLUSTER QUEUE, CQLOAD, USED, RES, AVAIL, TOTAL, aoACDS, cdsuE. */
    private static final int COLUMNS = 8;

    private static final int AVAILABLE = 4;
    private static final int TOTAL = 5;

    private QueueTable() {}

    static List<Partition> of(String out) {
        return out.lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length == COLUMNS)
                .flatMap(words -> row(words).stream())
                .toList();
    }

    /** Empty for a line that does not belong to the table. How many nodes it has, and their memory, is not there. */
    private static Optional<Partition> row(String[] words) {
        if (!words[AVAILABLE].matches("\\d{1,9}") || !words[TOTAL].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        int free = Integer.parseInt(words[AVAILABLE]);
        int total = Integer.parseInt(words[TOTAL]);
        boolean up = total > Integer.parseInt(words[COLUMNS - 1].matches("\\d{1,9}") ? words[COLUMNS - 1] : "0");
        return Optional.of(new Partition(
                words[0], up, null, null, null, null, List.of(), List.of(), Map.of(), total, free, 0, List.of()));
    }
}
