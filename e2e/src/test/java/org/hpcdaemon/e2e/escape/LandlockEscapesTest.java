package org.hpcdaemon.e2e.escape;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/** The escapes in a Landlock domain, as where bubblewrap does not work. */
@Order(1)
final class LandlockEscapesTest {
    @Nested
    final class OfRoot extends EscapesContract {
        OfRoot() {
            super(Strength.LANDLOCK, ROOT, Way.onOneMachine());
        }
    }

    @Nested
    final class OfAnOrdinaryUser extends EscapesContract {
        OfAnOrdinaryUser() {
            super(Strength.LANDLOCK, NOBODY, Way.onOneMachine());
        }
    }
}
