package org.hpcdaemon.protocol.message.exec;

/** Where a command is. */
public enum ExecState {
    RUNNING,
    ENDED,
    /** It never started; {@link ExecInfo#message} says why. */
    REFUSED,
    /** The daemon ended while it ran, and ended it too when it started again: how far it came is unknown. */
    LOST
}
