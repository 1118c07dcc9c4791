package org.hpcdaemon.daemon.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer to all requests of a kind that meet its conditions.
 *
 * @param reason what an agent reads that is denied something, or has to wait for an answer; absent of a rule that allows, and
 *     where one that asks gives none
 */
public record Rule(
        String name, Kind kind, Answer answer, @Nullable String reason, List<Condition> conditions) {
    public Rule {
        conditions = List.copyOf(conditions);
    }

    /** For a question of its kind. */
    Match match(Question question) {
        Match all = Match.YES;
        for (Condition condition : conditions) {
            all = all.and(condition.match(question, answer));
            if (all == Match.NO) {
                return all;
            }
        }
        return all;
    }
}
