package org.hpcdaemon.daemon.policy.file;

import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;

/**
 * What came of an example.
 *
 * @param line where it is in its file
 */
public record Trial(int line, Answer expected, Decision decision) {
    public boolean holds() {
        return decision.answer() == expected;
    }

    /** As in "this example expects allow, and is answered deny by rule "x": reason". */
    public String words() {
        return "this example expects " + expected.word() + ", and is answered "
                + decision.answer().word()
                + (decision.rule() == null ? " by default" : " by rule \"" + decision.rule() + "\"") + ": "
                + decision.reason();
    }
}
