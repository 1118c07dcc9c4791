package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bounds that docs/protocol.md names are those of the program. */
final class BoundsTableTest {
    private static final Pattern ROW = Pattern.compile("\\| ([0-9,]+) \\| `(\\w+)\\.(\\w+)` \\|");

    private static final Map<String, String> PACKAGES = Map.of(
            "Limits", "org.hpcdaemon.protocol.",
            "HttpRoute", "org.hpcdaemon.platform.http.route.",
            "SharedSession", "org.hpcdaemon.platform.peer.",
            "EventStreams", "org.hpcdaemon.platform.api.",
            "RequestShares", "org.hpcdaemon.platform.http.",
            "EventTable", "org.hpcdaemon.platform.inbox.");

    @Test
    void every_bound_of_the_table_is_its_constant() throws Exception {
        String protocol = Files.readString(Path.of("../docs/protocol.md"));
        String table = protocol.substring(protocol.indexOf("## Bounds"));
        int rows = 0;
        for (MatchResult row : ROW.matcher(table).results().toList()) {
            if (row.group(2).equals("KeptOutputs")) {
                continue; // The daemon's, which the platform does not know.
            }
            Field constant =
                    Class.forName(PACKAGES.get(row.group(2)) + row.group(2)).getDeclaredField(row.group(3));
            constant.setAccessible(true);
            assertThat(Long.parseLong(row.group(1).replace(",", "")))
                    .as("%s.%s", row.group(2), row.group(3))
                    .isEqualTo(constant.getLong(null));
            rows++;
        }
        assertThat(rows).isGreaterThanOrEqualTo(30);
    }
}
