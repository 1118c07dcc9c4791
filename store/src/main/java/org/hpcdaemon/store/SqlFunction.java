package org.hpcdaemon.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A function that may meet an error of the database. */
@FunctionalInterface
public interface SqlFunction<A extends @Nullable Object, B extends @Nullable Object> {
    B apply(A argument) throws SQLException;
}
