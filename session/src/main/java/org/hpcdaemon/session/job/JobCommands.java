package org.hpcdaemon.session.job;

import java.io.IOException;
import java.nio.file.Path;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** How a command or a shell runs within a job of an agent's that runs already, perhaps on another machine. Thread-safe. */
public interface JobCommands {
    /** Where there are no jobs. */
    JobCommands NONE = (caller, program, cookie) -> {
        throw HpcException.invalid("this daemon runs no jobs, so no command runs in one");
    };

    /**
     * A command that can be started. Throws {@code NOT_FOUND} for a job that the caller cannot reach, and {@code INVALID_PARAMS} if it does
     * not run, is an array of which no element is named, or is one in which no command can be started.
     *
     * @param cookie the mark of what is started on this machine
     */
    Prepared prepare(Caller caller, JobProgram program, TreeCookie cookie) throws IOException;

    /** One command in a job; to be closed once what was started here for it has ended, or could not be started. */
    interface Prepared extends AutoCloseable {
        /** What this machine starts for it, outside of the limits: it passes on input, output and exit code, and the command enters its job's. */
        Spawner.Command command();

        /** Not there yet: if it is made before the start, the command can read it, and write to {@code records} in it. Goes with the command. */
        Path folder();

        /** The level in force in the job, as its status names it; absent if that is not known. */
        @Nullable
        String level();

        /** Sends these to all of the command, where it runs. Returns once that is asked for, or after some seconds. */
        void ask(SignalName... signals);

        /** Sends it to the foreground process group of its terminal, where that is. Returns once that is asked for, or after some seconds. */
        void signalForeground(SignalName signal);

        /** It has ended by itself, so that nothing of it is left to be ended. */
        void over();

        /** Ends what may still run of it there, and the job if that is to end with it. */
        @Override
        void close();
    }
}
