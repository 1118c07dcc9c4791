package org.hpcdaemon.platform.app;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.StoreException;

/** The platform's database and its schema. */
public final class PlatformSchema {
    /** In order; only ever append. */
    private static final List<String> SCRIPTS = List.of(
            "001-accounts.sql",
            "002-registry-inbox.sql",
            "003-webhooks.sql",
            "004-console-keys.sql",
            "005-approval-mails.sql");

    private PlatformSchema() {}

    /** Opens the database of a home; another process may have it open too. */
    public static Database open(Path home) {
        PlatformHome.refuseLostDatabase(home);
        try {
            return Database.open(
                    PlatformHome.database(home),
                    SCRIPTS.stream()
                            .map(name -> Resource.text(PlatformSchema.class, "/org/hpcdaemon/platform/schema/" + name))
                            .toList(),
                    Journal.onOneMachine(home));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_LOCKS) {
                throw new HpcException(ErrorCode.STORAGE, e.getMessage() + ", named with --home", e);
            }
            throw e;
        }
    }
}
