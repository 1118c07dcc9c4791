package org.hpcdaemon.cli.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How this program is started again. */
public final class OwnProgram {
    private OwnProgram() {}

    /**
     * The words before the verb; the first is an absolute path.
     *
     * @param main the program's main class, for where no launcher started it
     */
    public static List<String> command(String main) {
        @Nullable String launcher = System.getProperty("hpc.launcher");
        return launcher != null
                ? List.of(launcher)
                : List.of(
                        System.getProperty("java.home") + "/bin/java",
                        // As the launcher has it: what is started is small, and often over soon.
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main);
    }
}
