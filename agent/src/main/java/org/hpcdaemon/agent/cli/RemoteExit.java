package org.hpcdaemon.agent.cli;

import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.ExecResult;

/** Exit codes that stand for how something ended on the other side, where it gave none of its own. */
final class RemoteExit {
    /** As timeout(1) does. */
    static final int TIMED_OUT = ExitCodes.TIMED_OUT;

    /** A shell adds the signal's number to this (bash(1), EXIT STATUS). */
    static final int SIGNAL = 128;

    private RemoteExit() {}

    static int of(ExecResult result) {
        if (result.timedOut()) {
            return TIMED_OUT;
        }
        return result.exitCode() != null ? result.exitCode() : SIGNAL + Signals.number(result.signal());
    }
}
