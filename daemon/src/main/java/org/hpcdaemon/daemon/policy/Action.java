package org.hpcdaemon.daemon.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an agent asks for, as far as rules look at it. */
public sealed interface Action {
    Kind kind();

    record Exec(Command command) implements Action {
        @Override
        public Kind kind() {
            return Kind.EXEC;
        }
    }

    /** To open one, and whatever is typed into one. */
    record Shell() implements Action {
        @Override
        public Kind kind() {
            return Kind.SHELL;
        }
    }

    /**
     * A batch job.
     *
     * @param partitions the scheduler takes one of them; empty: not known
     * @param account absent: not known
     */
    record Job(
            Command command,
            Set<String> partitions,
            @Nullable String account,
            Resources resources) implements Action {
        public Job {
            partitions = Set.copyOf(partitions);
        }

        @Override
        public Kind kind() {
            return Kind.JOB;
        }
    }

    /**
     * A file call.
     *
     * @param paths one, or the old and the new name
     * @param write whether it changes something
     */
    record File(List<PlainPath> paths, boolean write) implements Action {
        public File {
            paths = List.copyOf(paths);
        }

        @Override
        public Kind kind() {
            return Kind.FILE;
        }
    }

    /** A connection to a TCP port. */
    record Forward(int port) implements Action {
        @Override
        public Kind kind() {
            return Kind.FORWARD;
        }
    }
}
