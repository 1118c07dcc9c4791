package org.hpcdaemon.platform.cli;

import java.nio.file.Files;
import java.time.InstantSource;
import java.util.function.Function;
import org.hpcdaemon.platform.app.Home;
import org.hpcdaemon.platform.app.Schema;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.Database;

/** The platform's database, for a verb that works beside a running platform. */
final class HostDatabase {
    private HostDatabase() {}

    /** Tells the audit log what the person at this host did. */
    static void audit(HomeOption home, AuditEvent event, String about) {
        Audit.beside(home.path(), InstantSource.system()).record(event, "ok", Who.host(), null, about);
    }

    /** Made if missing. */
    static <T> T with(HomeOption home, Function<Database, T> work) {
        try (Database database = Schema.open(home.path())) {
            return work.apply(database);
        }
    }

    /** For those who look for something: a mistyped home is told, not filled. */
    static <T> T withExisting(HomeOption home, Function<Database, T> work) {
        if (!Files.exists(Home.database(home.path()))) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "no platform was ever started in " + home.path() + ": name its home with --home");
        }
        return with(home, work);
    }
}
