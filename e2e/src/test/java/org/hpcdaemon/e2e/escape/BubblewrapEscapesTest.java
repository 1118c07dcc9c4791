package org.hpcdaemon.e2e.escape;

import org.junit.jupiter.api.Nested;

/** The escapes in a box of bubblewrap's. */
final class BubblewrapEscapesTest {
    @Nested
    final class OfRoot extends EscapesContract {
        OfRoot() {
            super(Strength.BUBBLEWRAP, ROOT, Way.values());
        }
    }

    @Nested
    final class OfAnOrdinaryUser extends EscapesContract {
        OfAnOrdinaryUser() {
            super(Strength.BUBBLEWRAP, NOBODY, Way.values());
        }
    }

    @Nested
    final class BySetUid extends EscapesContract {
        BySetUid() {
            super(Strength.SET_UID_BUBBLEWRAP, NOBODY, Way.values());
        }
    }
}
