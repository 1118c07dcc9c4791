package org.hpcdaemon.daemon.cluster.slurm;

import java.util.List;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Queue;

/** Lines of {@code squeue --noheader --format=%T|%u}: a state and a user. */
final class QueueText {
    static final String FORMAT = "--format=%T|%u";

    private QueueText() {}

    static Queue of(String text, String user) {
        List<String[]> jobs = text.lines()
                .map(line -> line.strip().split("\\|", -1))
                .filter(fields -> fields.length == 2)
                .toList();
        int waiting = (int) jobs.stream()
                .filter(fields -> fields[0].equals("PENDING") || fields[0].startsWith("REQUEUE"))
                .count();
        int mine = (int) jobs.stream().filter(fields -> fields[1].equals(user)).count();
        return new Queue(jobs.size() - waiting, waiting, mine);
    }
}
