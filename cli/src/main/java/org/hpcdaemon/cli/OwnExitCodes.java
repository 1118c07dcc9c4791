package org.hpcdaemon.cli;

import org.hpcdaemon.protocol.error.ErrorCode;

/** A verb that does not fail with the exit codes of all others, since it passes on those of something that it ran. */
public interface OwnExitCodes {
    /** Called after as much of the command line was read as could be. */
    int exitCode(ErrorCode code);
}
