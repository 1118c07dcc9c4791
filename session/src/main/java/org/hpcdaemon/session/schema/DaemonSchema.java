package org.hpcdaemon.session.schema;

import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Resource;

/** The scripts that bring {@code state.db} up to date, in order; what is released is never edited again. */
public final class DaemonSchema {
    private DaemonSchema() {}

    /** For {@link org.hpcdaemon.store.Database#open}. */
    public static List<String> migrations() {
        return Stream.of("001", "002", "003", "004", "005", "006", "007", "008")
                .map(name -> Resource.text(DaemonSchema.class, name + ".sql"))
                .toList();
    }
}
