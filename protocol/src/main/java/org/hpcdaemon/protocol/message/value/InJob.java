package org.hpcdaemon.protocol.message.value;

import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Where something is to be started beside what a job runs.
 *
 * @param element of the job, if that is an array
 * @param node of the job, as its scheduler calls it; absent: its first
 */
public record InJob(
        JobId job, @Nullable Integer element, @Nullable String node) {
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    public InJob {
        Checks.required("job", job);
        Checks.range("element", element, 0, Integer.MAX_VALUE);
        if (node != null && !NODE.matcher(node).matches()) {
            throw HpcException.invalid("field \"node\" is not the name of one node");
        }
    }

    /** By the three fields of a request; null if it has none of them. */
    public static @Nullable InJob of(@Nullable JobId job, @Nullable Integer element, @Nullable String node) {
        if (job != null) {
            return new InJob(job, element, node);
        }
        if (element != null || node != null) {
            throw HpcException.invalid("fields \"element\" and \"node\" are of a \"job\", which is missing");
        }
        return null;
    }
}
