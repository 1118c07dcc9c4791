package org.hpcdaemon.daemon.guard;

/** Out of reach in a Landlock domain, as on a machine without bubblewrap. */
final class LandlockEscapeTest extends EscapeContract {
    LandlockEscapeTest() {
        super(Mechanism.LANDLOCK);
    }
}
