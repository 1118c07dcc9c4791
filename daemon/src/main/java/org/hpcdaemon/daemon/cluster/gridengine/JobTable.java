package org.hpcdaemon.daemon.cluster.gridengine;

import java.util.List;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Queue;

/** {@code qstat}'s table of jobs, counted: tasks of an array that wait have one line together. Pure. */
final class JobTable {
    private static final int USER = 3;
    private static final int STATE = 4;

    private JobTable() {}

    static Queue of(String out, String user) {
        List<String[]> jobs = out.lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length > STATE && words[0].matches("\\d+"))
                .toList();
        int waiting =
                (int) jobs.stream().filter(words -> words[STATE].contains("w")).count();
        int own = (int) jobs.stream().filter(words -> words[USER].equals(user)).count();
        return new Queue(jobs.size() - waiting, waiting, own);
    }
}
