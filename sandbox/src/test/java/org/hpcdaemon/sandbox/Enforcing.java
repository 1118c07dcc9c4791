package org.hpcdaemon.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.sandbox.kernel.Domain;
import org.hpcdaemon.sandbox.kernel.Rights;
import org.hpcdaemon.testkit.Installed;

/** What this machine can enforce at all, asked of it and not of the code under test. */
public final class Enforcing {
    private static final String NO_BOXES = noBoxes();

    private Enforcing() {}

    /** Skips the test where bubblewrap makes no boxes: in a chroot, for example, no user gets a user namespace. */
    public static void assumeBoxes() {
        assumeTrue(NO_BOXES.isEmpty(), "bubblewrap makes no boxes on this machine: " + NO_BOXES);
    }

    /** Skips the test where a program is not installed that it runs within the limits. */
    public static void assumeInstalled(String... programs) {
        String missing = Installed.missing(programs);
        assumeTrue(missing.isEmpty(), missing);
    }

    public static void assume(Mechanism mechanism) {
        switch (mechanism) {
            case BUBBLEWRAP -> assumeBoxes();
            case LANDLOCK ->
                assumeTrue(Kernel.landlockVersion() >= Rights.MIN_VERSION, Domain.tooOld(Kernel.landlockVersion()));
        }
    }

    /** Skips the test where another level, or another mechanism, is in force than the one under test. */
    public static void assumeInForce(Level level, Mechanism mechanism) {
        assumeTrue(
                level instanceof Level.Enforced enforced && enforced.mechanism() == mechanism,
                "the limits are not enforced by " + mechanism + " here: " + level.notes());
    }

    private static String noBoxes() {
        try {
            Process bwrap = new ProcessBuilder(
                            "bwrap",
                            "--unshare-user-try",
                            "--unshare-pid",
                            "--ro-bind",
                            "/",
                            "/",
                            "--proc",
                            "/proc",
                            "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(bwrap.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return bwrap.waitFor() == 0 ? "" : said;
        } catch (IOException e) {
            return "it is not installed";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
