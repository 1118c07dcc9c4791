package org.hpcdaemon.e2e.world;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** Where every thread of a program is, virtual ones too, for the developer who asks why it does not end. */
final class ThreadDump {
    /** jcmd itself gives a program up after ten seconds that does not answer. */
    private static final int PATIENCE_S = 20;

    private ThreadDump() {}

    /** Asks a program of Java's. What came of it, as the end of a sentence. */
    static String of(long pid, Path file) throws IOException, InterruptedException {
        // Of one that was killed and had this number: the program itself could not remove another user's.
        boolean _ = new File("/tmp/.java_pid" + pid).delete();
        // The program writes it, as whatever user it is.
        Files.deleteIfExists(file);
        Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString("rw-rw-rw-"));
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.dump_to_file",
                        "-overwrite",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        if (!jcmd.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
        }
        return Files.size(file) > 0
                ? "its threads are in " + file
                : "it did not say where its threads are: "
                        + Outcome.text(jcmd.getInputStream()).strip();
    }
}
