package org.hpcdaemon.sandbox.choose;

import org.hpcdaemon.sandbox.Mechanism;
import org.junit.jupiter.api.Tag;

/** Out of reach in a Landlock domain, as on a machine without bubblewrap. */
@Tag("slow")
final class LandlockEscapeTest extends EscapeContract {
    LandlockEscapeTest() {
        super(Mechanism.LANDLOCK);
    }
}
