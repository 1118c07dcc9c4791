package org.hpcdaemon.e2e.escape;

import org.junit.jupiter.api.Nested;

/** The escapes where no directory was named. */
final class OffEscapesTest {
    @Nested
    final class OfRoot extends EscapesContract {
        OfRoot() {
            super(Strength.OFF, ROOT, Way.onOneMachine());
        }
    }

    @Nested
    final class OfAnOrdinaryUser extends EscapesContract {
        OfAnOrdinaryUser() {
            super(Strength.OFF, NOBODY, Way.onOneMachine());
        }
    }
}
