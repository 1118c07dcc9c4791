package org.hpcdaemon.jobs.local;

import java.util.List;
import java.util.function.Predicate;
import org.hpcdaemon.linux.process.ProcStat;
import org.hpcdaemon.linux.process.ProcessTable;

/** Looks into every folder of {@code /proc} that this user may read. */
final class ProcTrees implements ProcessTrees {
    @Override
    public List<Long> marked(String name, String value) {
        return all(process -> ProcessTable.startedWith(process.pid(), name + "=" + value));
    }

    @Override
    public List<Long> inSession(long session) {
        return all(process -> process.alive() && process.session() == session);
    }

    private static List<Long> all(Predicate<ProcStat> wanted) {
        return ProcessTable.all().stream()
                .filter(wanted)
                .map(process -> (long) process.pid())
                .toList();
    }
}
