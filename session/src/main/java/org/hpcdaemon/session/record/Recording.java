package org.hpcdaemon.session.record;

import org.hpcdaemon.linux.system.Exit;
import org.jspecify.annotations.Nullable;

/** One that is being made. Thread-safe; nothing here waits, whatever the disk does. */
public interface Recording {
    /** Of what is not recorded. */
    Recording NONE = new Recording() {
        @Override
        public void output(RecordedStream stream, byte[] bytes, int length) {}

        @Override
        public void resize(int rows, int cols) {}

        @Override
        public void end(@Nullable Exit exit) {}
    };

    /** It printed this now. The bytes are copied. */
    void output(RecordedStream stream, byte[] bytes, int length);

    /** Its terminal has this size from now on, in character cells. */
    void resize(int rows, int cols);

    /**
     * Nothing follows.
     *
     * @param exit null: it was not seen
     */
    void end(@Nullable Exit exit);
}
