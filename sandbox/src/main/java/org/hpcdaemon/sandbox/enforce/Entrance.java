package org.hpcdaemon.sandbox.enforce;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How a job's wrapper starts {@code sandbox-exec} of this install, where it can be seen: the Java that runs the daemon, what
 * its environment needs, and the words before the verb.
 */
record Entrance(String javaHome, List<String> environment, List<String> words) {
    /**
     * A JVM that lives for a moment and becomes something else: it must leave limits and signals as they are, and find room
     * where a job has little; nothing in it runs often enough to be worth compiling.
     */
    private static final List<String> OPTIONS = List.of("-Xint", "-Xrs", "-XX:-MaxFDLimit", "-Xmx48m");

    Entrance {
        environment = List.copyOf(environment);
        words = List.copyOf(words);
    }

    static Entrance here() {
        String java = System.getProperty("java.home");
        @Nullable String launcher = System.getProperty("hpc.launcher");
        return launcher != null
                ? new Entrance(
                        installed(Path.of(launcher), java),
                        List.of(
                                "JAVA_HOME=" + java,
                                "HPC_BUILD=never",
                                "HPC_TRAIN=never",
                                "HPC_JAVA_OPTS=" + String.join(" ", OPTIONS)),
                        List.of(launcher))
                : new Entrance(java, List.of(), fromClasses(java));
    }

    /** A release's own Java, by the name that stays after an upgrade: a job may start later than that. */
    private static String installed(Path launcher, String java) {
        Path runtime = launcher.resolveSibling("../runtime").normalize();
        return Files.isExecutable(runtime.resolve("bin/java")) ? runtime.toString() : java;
    }

    private static List<String> fromClasses(String java) {
        List<String> words = new ArrayList<>(List.of(java + "/bin/java"));
        words.addAll(OPTIONS);
        words.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SandboxExec.class.getName()));
        return words;
    }

    /** As the wrapper reads it: words that each end by NUL; the Java, how many variables there are, these, and the command. */
    Bytes file() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        put(file, javaHome);
        put(file, Integer.toString(environment.size()));
        environment.forEach(variable -> put(file, variable));
        words.forEach(word -> put(file, word));
        return Bytes.of(file.toByteArray());
    }

    private static void put(ByteArrayOutputStream file, String word) {
        file.writeBytes(word.getBytes(StandardCharsets.UTF_8));
        file.write(0);
    }
}
