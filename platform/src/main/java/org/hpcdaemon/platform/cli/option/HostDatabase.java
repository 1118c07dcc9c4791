package org.hpcdaemon.platform.cli.option;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;
import org.hpcdaemon.platform.account.HostAccounts;
import org.hpcdaemon.platform.app.PlatformHome;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.Database;

/** The platform's database, for a verb that works beside a running platform. */
public final class HostDatabase {
    private HostDatabase() {}

    /** Tells the audit log what the person at this host did. */
    public static void audit(HomeOption home, AuditEvent event, String about) {
        Audit.beside(home.path(), InstantSource.system()).record(event, "ok", Who.host(), null, about);
    }

    /** The accounts in it, for the person at this host. */
    public static HostAccounts accounts(Database database) {
        return new HostAccounts(database, InstantSource.system(), new SecureRandom());
    }

    /** Made if missing. */
    public static <T> T with(HomeOption home, Function<Database, T> work) {
        try (Database database = PlatformSchema.open(home.path())) {
            return work.apply(database);
        }
    }

    /** For those who look for something: a mistyped home is told, not filled. */
    public static <T> T withExisting(HomeOption home, Function<Database, T> work) {
        if (!Files.exists(PlatformHome.database(home.path()))) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "no platform was ever started in " + home.path() + ": name its home with --home");
        }
        return with(home, work);
    }
}
