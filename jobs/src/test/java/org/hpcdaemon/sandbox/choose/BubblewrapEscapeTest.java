package org.hpcdaemon.sandbox.choose;

import org.hpcdaemon.sandbox.Mechanism;
import org.junit.jupiter.api.Tag;

/** Out of reach in a box of bubblewrap's. */
@Tag("slow")
final class BubblewrapEscapeTest extends EscapeContract {
    BubblewrapEscapeTest() {
        super(Mechanism.BUBBLEWRAP);
    }
}
