package org.hpcdaemon.protocol.message;

import org.jspecify.annotations.Nullable;

/** What a daemon asks of the platform, on route 0. */
public sealed interface PlatformRequest extends AnyRequest {

    /**
     * {@code daemon.hello}: the first message of a connection. Answer: {@link Welcome}.
     *
     * @param version of the daemon
     * @param instance a random token of this process; the newest connection of a daemon wins
     * @param scheduler {@code local} or {@code slurm}
     * @param host the machine's name
     */
    record Hello(
            String version,
            String instance,
            String clusterName,
            String scheduler,
            @Nullable String host) implements PlatformRequest {
        public Hello {
            Checks.name("version", Checks.required("version", version));
            Checks.name("instance", Checks.required("instance", instance));
            Checks.name("clusterName", Checks.required("clusterName", clusterName));
            Checks.name("scheduler", Checks.required("scheduler", scheduler));
            Checks.name("host", host);
        }
    }

    /** {@code event.publish}: answered with {@link Done} after the platform's commit; the same id twice is one. */
    record PublishEvent(Event event) implements PlatformRequest {
        public PublishEvent {
            Checks.required("event", event);
        }
    }
}
