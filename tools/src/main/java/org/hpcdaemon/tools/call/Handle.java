package org.hpcdaemon.tools.call;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ShellId;
import org.jspecify.annotations.Nullable;

/**
 * What a model names things by: the machine, then what is on it, so that no second argument can contradict it. Jobs and shells have
 * the ids that all other doors give them; a run has its key, after {@code run_}.
 */
public sealed interface Handle {
    DaemonId machine();

    /** {@code login1/run_KEY}. */
    record Run(DaemonId machine, IdempotencyKey key) implements Handle {
        @Override
        public String toString() {
            return machine + "/run_" + key;
        }
    }

    /** {@code login1/s_…}. */
    record Shell(DaemonId machine, ShellId shell) implements Handle {
        @Override
        public String toString() {
            return machine + "/" + shell;
        }
    }

    /** {@code login1/j_…}, or of an array one element: {@code login1/j_…[3]}. */
    record Job(DaemonId machine, JobId job, @Nullable Integer element) implements Handle {
        @Override
        public String toString() {
            return machine + "/" + job + (element == null ? "" : "[" + element + "]");
        }
    }

    Pattern FORM = Pattern.compile("([^/]+)/(run_[^/]+|s_[a-z0-9]+|j_[a-z0-9]+)(?:\\[(\\d{1,7})])?");

    /** Throws {@link HpcException} with an example of an id. */
    static Handle of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw malformed();
        }
        try {
            DaemonId machine = new DaemonId(form.group(1));
            String name = form.group(2);
            Optional<Integer> element = Optional.ofNullable(form.group(3)).map(Integer::valueOf);
            return switch (name.charAt(0)) {
                case 'j' -> new Job(machine, new JobId(name), element.orElse(null));
                case 's' -> new Shell(machine, new ShellId(name));
                default -> new Run(machine, new IdempotencyKey(name.substring("run_".length())));
            };
        } catch (IllegalArgumentException _) {
            throw malformed();
        }
    }

    /** A job's; throws {@link HpcException} for the id of anything else. */
    static Job job(String text) {
        if (of(text) instanceof Job job) {
            return job;
        }
        throw HpcException.invalid(
                "not a job's id: one looks like login1/j_0123abcd, as job_submit and job_list give it");
    }

    /** A shell's; throws {@link HpcException} for the id of anything else. */
    static Shell shell(String text) {
        if (of(text) instanceof Shell shell) {
            return shell;
        }
        throw HpcException.invalid("not a shell's id: one looks like login1/s_0123abcd, as shell_open gives it");
    }

    private static HpcException malformed() {
        return HpcException.invalid("not an id: one looks like login1/run_KEY, login1/s_0123abcd or login1/j_0123abcd");
    }
}
