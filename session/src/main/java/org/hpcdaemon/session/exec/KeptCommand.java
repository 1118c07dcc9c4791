package org.hpcdaemon.session.exec;

import java.time.Instant;

/** Both outputs of a command whose output is kept. */
record KeptCommand(KeptOutputs place, CommandKey key, KeptOutput stdout, KeptOutput stderr) {
    void begin() {
        place.begin(key);
    }

    void end(Instant now) {
        stdout.end(now);
        stderr.end(now);
        place.end(key);
    }
}
