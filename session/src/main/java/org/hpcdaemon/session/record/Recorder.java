package org.hpcdaemon.session.record;

/** Begins recordings. Thread-safe. */
@FunctionalInterface
public interface Recorder {
    /** Where nothing is recorded. */
    Recorder NONE = _ -> Recording.NONE;

    /** Of what begins now. Returns at once; if it cannot be recorded, the log says so, and all else goes on. */
    Recording begin(Recorded what);
}
