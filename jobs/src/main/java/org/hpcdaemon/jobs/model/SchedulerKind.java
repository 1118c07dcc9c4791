package org.hpcdaemon.jobs.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The kinds of schedulers that jobs can be given to. */
public enum SchedulerKind {
    /** SLURM, by its commands. */
    @JsonProperty("slurm")
    SLURM,
    /** Grid Engine and its descendants, by their commands. */
    @JsonProperty("gridengine")
    GRIDENGINE,
    /** None: the daemon's own background processes. */
    @JsonProperty("local")
    LOCAL;

    /** As the protocol, the settings and {@code status} name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
