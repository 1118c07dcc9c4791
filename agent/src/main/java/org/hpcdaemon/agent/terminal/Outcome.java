package org.hpcdaemon.agent.terminal;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;

/** How a terminal's visit to a shell ended. */
public sealed interface Outcome {
    /** The shell has ended. */
    record Ended(Notice.ShellEnded how) implements Outcome {}

    /** The terminal left, or is gone; the shell lives on. */
    record Detached() implements Outcome {}

    /** The shell cannot be reached any more. */
    record Lost(HpcException cause) implements Outcome {}
}
