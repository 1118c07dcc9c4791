package org.hpcdaemon.jobs.gridengine.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;

/**
 * From dependencies on jobs of this daemon to what qsub is told, which is for whose end to wait. How that came, Grid Engine does not
 * look at; the wrapper does, by the records of the others, before it runs anything.
 */
public final class Dependencies {
    private final Function<JobId, Optional<JobInfo>> jobs;

    /** @param jobs what is stored of this daemon's jobs */
    public Dependencies(Function<JobId, Optional<JobInfo>> jobs) {
        this.jobs = jobs;
    }

    /** What dependencies come to. */
    public sealed interface Condition {
        /**
         * They are to be waited for.
         *
         * @param ids Grid Engine's numbers of jobs that have not ended
         * @param checks what the wrapper has to look at, a line each
         */
        record WaitFor(List<String> ids, List<String> checks) implements Condition {
            /** Leaves the checks where the wrapper finds them. */
            public void write(JobFolder folder) throws IOException {
                folder.put("after", (String.join("\n", checks) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }

        record Never(String reason) implements Condition {}

        /** Grid Engine cannot be told yet. */
        record NotYet(String reason) implements Condition {}
    }

    public Condition of(List<Dependency> dependencies) {
        List<String> ids = new ArrayList<>();
        List<String> checks = new ArrayList<>();
        for (Dependency dependency : dependencies) {
            JobInfo on = jobs.apply(dependency.on()).orElse(null);
            if (on == null) {
                return new Condition.Never("job " + dependency.on() + " is not known any more");
            }
            if (on.finished()) {
                if (!dependency.kind().satisfiedBy(on.state())) {
                    return new Condition.Never("its dependency "
                            + dependency.kind().option() + ":" + dependency.on()
                            + " cannot be satisfied: that job is " + on.state());
                }
            } else if (on.schedulerId() == null) {
                return new Condition.NotYet("job " + dependency.on() + ", which it depends on, is not submitted yet");
            } else {
                ids.add(on.schedulerId());
                checks.add(dependency.kind().option() + " " + dependency.on().value());
            }
        }
        return new Condition.WaitFor(ids, checks);
    }
}
