package org.hpcdaemon.daemon.cli.recording;

import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.session.record.Recordings;

/** What a daemon has recorded; it need not run. */
final class StoredRecordings {
    private StoredRecordings() {}

    static Recordings of(Context context, DaemonOption which) {
        return new Recordings(
                context.home().recordings(context.profiles(which::find).daemon()));
    }
}
