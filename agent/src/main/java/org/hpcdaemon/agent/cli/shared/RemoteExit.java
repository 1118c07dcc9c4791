package org.hpcdaemon.agent.cli.shared;

import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.exec.ExecResult;

/** Exit codes that stand for how something ended on the other side, where it gave none of its own. */
public final class RemoteExit {
    /** As timeout(1) does. */
    public static final int TIMED_OUT = ExitCodes.TIMED_OUT;

    /** A shell adds the signal's number to this (bash(1), EXIT STATUS). */
    public static final int SIGNAL = 128;

    private RemoteExit() {}

    public static int of(ExecResult result) {
        if (result.timedOut()) {
            return TIMED_OUT;
        }
        return result.exitCode() != null ? result.exitCode() : SIGNAL + SignalNumbers.number(result.signal());
    }
}
