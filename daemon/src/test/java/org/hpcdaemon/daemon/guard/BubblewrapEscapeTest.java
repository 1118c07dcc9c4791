package org.hpcdaemon.daemon.guard;

/** Out of reach in a box of bubblewrap's. */
final class BubblewrapEscapeTest extends EscapeContract {
    BubblewrapEscapeTest() {
        super(Mechanism.BUBBLEWRAP);
    }
}
