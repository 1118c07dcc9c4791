package org.hpcdaemon.daemon.policy.gate;

import java.util.List;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.daemon.policy.file.Policies;
import org.hpcdaemon.protocol.message.Request;
import org.jspecify.annotations.Nullable;

/** What the policies in force say to a request. Thread-safe. */
public record PolicyGate(Policies policies, Requests requests) {
    /**
     * Waits for a file system at most.
     *
     * @param agent an id, or {@link Question#OWNER}
     * @param name what the account owner calls it; null: not known
     */
    public Decision decide(String agent, @Nullable String name, Request request) {
        List<Policy> now = policies.now();
        return now.isEmpty()
                ? Decision.NO_POLICY
                : requests.action(request)
                        .map(action -> Policies.decide(now, new Question(agent, name, action)))
                        .orElse(Decision.NO_POLICY);
    }
}
