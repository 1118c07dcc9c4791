package org.hpcdaemon.cli;

import java.util.function.ToIntFunction;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;

/**
 * How one verb tells of its failures.
 *
 * @param json as JSON on stdout too
 * @param exitCodes the exit code for each kind of error
 */
record Reporting(boolean json, ToIntFunction<ErrorCode> exitCodes) {
    static final Reporting PLAIN = new Reporting(false, ExitCodes::of);
}
