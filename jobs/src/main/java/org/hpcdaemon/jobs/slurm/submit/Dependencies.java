package org.hpcdaemon.jobs.slurm.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;

/** From dependencies on jobs of this daemon to what sbatch is told. What has ended SLURM may have forgotten. */
public final class Dependencies {
    private final Function<JobId, Optional<JobInfo>> jobs;

    public Dependencies(Function<JobId, Optional<JobInfo>> jobs) {
        this.jobs = jobs;
    }

    /** What dependencies come to. */
    public sealed interface Condition {
        /**
         * They can be told.
         *
         * @param option the value of {@code --dependency}; empty if nothing is waited for
         */
        record Option(String option) implements Condition {}

        record Never(String reason) implements Condition {}

        /** SLURM cannot be told yet. */
        record NotYet(String reason) implements Condition {}
    }

    public Condition of(List<Dependency> dependencies) {
        List<String> terms = new ArrayList<>();
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
                terms.add(dependency.kind().option() + ":" + on.schedulerId());
            }
        }
        return new Condition.Option(String.join(",", terms));
    }
}
