package org.hpcdaemon.platform.account;

import java.sql.Connection;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.SqlFunction;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/** The database, its failures said as callers of the platform may see them: without the paths of this host. */
record Rows(Database database) {
    <T extends @Nullable Object> T read(SqlFunction<Connection, T> work) {
        try {
            return database.read(work);
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    <T extends @Nullable Object> T write(SqlFunction<Connection, T> work) {
        try {
            return database.write(work);
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private static HpcException unavailable(StoreException e) {
        return new HpcException(
                ErrorCode.STORAGE,
                "the platform's database does not work (" + e.kind() + "); nothing was changed: retry later",
                e);
    }
}
