package org.hpcdaemon.sandbox;

import org.junit.jupiter.api.Tag;

/** Out of reach in a box of bubblewrap's. */
@Tag("slow")
final class BubblewrapEscapeTest extends EscapeContract {
    BubblewrapEscapeTest() {
        super(Mechanism.BUBBLEWRAP);
    }
}
