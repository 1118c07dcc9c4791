package org.hpcdaemon.session.record;

/** Where output came from. Each has characters of its own, which a piece may cut. */
public enum RecordedStream {
    /** A terminal, which has done what terminals do to line ends. */
    TERMINAL,
    /** A command's standard output: a pipe. */
    STDOUT,
    /** A command's standard error: a pipe. */
    STDERR
}
