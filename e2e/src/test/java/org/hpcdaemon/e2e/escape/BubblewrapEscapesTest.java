package org.hpcdaemon.e2e.escape;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/** The escapes in a box of bubblewrap's. */
@Order(1)
final class BubblewrapEscapesTest {
    @Nested
    final class OfRoot extends EscapesContract {
        OfRoot() {
            super(Strength.BUBBLEWRAP, ROOT, Way.onOneMachine());
        }
    }

    @Nested
    final class OfAnOrdinaryUser extends EscapesContract {
        OfAnOrdinaryUser() {
            super(Strength.BUBBLEWRAP, NOBODY, Way.onOneMachine());
        }
    }

    @Nested
    final class OfRootInANamespaceOfItsOwn extends EscapesContract {
        OfRootInANamespaceOfItsOwn() {
            super(Strength.BUBBLEWRAP_WITH_CONTAINERS, ROOT, Way.onOneMachine());
        }
    }

    @Nested
    final class OfAnOrdinaryUserInANamespaceOfItsOwn extends EscapesContract {
        OfAnOrdinaryUserInANamespaceOfItsOwn() {
            super(Strength.BUBBLEWRAP_WITH_CONTAINERS, NOBODY, Way.onOneMachine());
        }
    }

    @Nested
    final class BySetUid extends EscapesContract {
        BySetUid() {
            super(Strength.SET_UID_BUBBLEWRAP, NOBODY, Way.onOneMachine());
        }
    }
}
