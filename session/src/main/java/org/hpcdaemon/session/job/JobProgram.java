package org.hpcdaemon.session.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hpcdaemon.protocol.message.value.InJob;
import org.jspecify.annotations.Nullable;

/**
 * What is to be started in a job.
 *
 * @param argv its words, none of which has a NUL, by its {@linkplain JobCommands.Prepared#folder folder}
 * @param env added to the job's
 * @param cwd absolute or from the job's; absent: the job's
 * @param terminal whether it runs on a terminal there, joined to the one that it is started on here; else on pipes
 * @param endsJob whether the job, or the element, is cancelled when this has ended, or could not be started
 */
public record JobProgram(
        InJob where,
        Function<Path, List<String>> argv,
        Map<String, String> env,
        @Nullable String cwd,
        boolean terminal,
        boolean endsJob) {
    public JobProgram {
        env = Map.copyOf(env);
    }
}
