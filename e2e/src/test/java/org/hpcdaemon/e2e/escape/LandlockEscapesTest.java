package org.hpcdaemon.e2e.escape;

import org.junit.jupiter.api.Nested;

/** The escapes in a Landlock domain, as where bubblewrap does not work. */
final class LandlockEscapesTest {
    @Nested
    final class OfRoot extends EscapesContract {
        OfRoot() {
            super(Strength.LANDLOCK, ROOT, Way.values());
        }
    }

    @Nested
    final class OfAnOrdinaryUser extends EscapesContract {
        OfAnOrdinaryUser() {
            super(Strength.LANDLOCK, NOBODY, Way.values());
        }
    }
}
