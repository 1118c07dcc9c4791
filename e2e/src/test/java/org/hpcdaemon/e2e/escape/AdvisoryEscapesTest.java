package org.hpcdaemon.e2e.escape;

import org.junit.jupiter.api.Nested;

/** The escapes where nothing works and the user chose to go on. */
final class AdvisoryEscapesTest {
    @Nested
    final class OfRoot extends EscapesContract {
        OfRoot() {
            super(Strength.ADVISORY, ROOT, Way.onOneMachine());
        }
    }

    @Nested
    final class OfAnOrdinaryUser extends EscapesContract {
        OfAnOrdinaryUser() {
            super(Strength.ADVISORY, NOBODY, Way.onOneMachine());
        }
    }
}
