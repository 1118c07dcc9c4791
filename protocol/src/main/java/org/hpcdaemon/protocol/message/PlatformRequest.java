package org.hpcdaemon.protocol.message;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/** What a daemon asks of the platform, on route 0. */
public sealed interface PlatformRequest extends AnyRequest {

    /**
     * {@code daemon.hello}: the first message of a connection. Answer: {@link Welcome}.
     *
     * @param version of the daemon
     * @param instance a random token of this process; the newest connection of a daemon wins
     * @param scheduler that jobs are given to: {@code local}, {@code slurm} or {@code gridengine}
     * @param host the machine's name
     * @param agents that have commands or shells on it, at most 256: the platform tells which of them were revoked meanwhile
     */
    record Hello(
            String version,
            String instance,
            String clusterName,
            String scheduler,
            @Nullable String host,
            @Nullable List<AgentId> agents)
            implements PlatformRequest {
        public Hello {
            Checks.name("version", Checks.required("version", version));
            Checks.name("instance", Checks.required("instance", instance));
            Checks.name("clusterName", Checks.required("clusterName", clusterName));
            Checks.name("scheduler", Checks.required("scheduler", scheduler));
            Checks.name("host", host);
            Checks.range("number of agents", agents == null ? 0 : agents.size(), 0, Limits.ROUTES_PER_DAEMON);
            agents = agents == null || agents.isEmpty() ? null : List.copyOf(agents);
        }

        /** Of a daemon on which no agent has anything. */
        public Hello(String version, String instance, String clusterName, String scheduler, @Nullable String host) {
            this(version, instance, clusterName, scheduler, host, null);
        }

        public Hello withAgents(List<AgentId> present) {
            return new Hello(version, instance, clusterName, scheduler, host, present);
        }
    }

    /**
     * {@code approval.waiting}: what waits for the account owner on that machine now, told on each connection and when it changes, so that
     * the platform can let the account owner know. Answer: {@link Done}.
     *
     * @param waiting how many requests
     * @param newest when the newest of them was asked; absent: none waits
     * @param agent who asked that; absent: the account owner, or none waits
     * @param method of that, such as {@code exec.run}; absent: none waits
     */
    record ApprovalsWaiting(
            int waiting,
            @Nullable Instant newest,
            @Nullable AgentId agent,
            @Nullable String method) implements PlatformRequest {
        /** None waits. */
        public static final ApprovalsWaiting NONE = new ApprovalsWaiting(0, null, null, null);

        public ApprovalsWaiting {
            Checks.range("waiting", waiting, 0, Integer.MAX_VALUE);
            Checks.name("method", method);
        }
    }

    /** {@code event.publish}: answered with {@link Done} after the platform's commit; the same id twice is one. */
    record PublishEvent(Event event) implements PlatformRequest {
        public PublishEvent {
            Checks.required("event", event);
        }
    }
}
