package org.hpcdaemon.session.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The scripts that bring {@code state.db} up to date, in order; what is released is never edited again. */
public final class DaemonSchema {
    private DaemonSchema() {}

    /** For {@link org.hpcdaemon.store.Database#open}. */
    public static List<String> migrations() {
        return Stream.of("001", "002", "003", "004", "005")
                .map(DaemonSchema::script)
                .toList();
    }

    private static String script(String name) {
        String resource = "/org/hpcdaemon/session/schema/" + name + ".sql";
        try (InputStream in = DaemonSchema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + resource + ": install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
