package org.hpcdaemon.platform.api;

import java.time.Instant;
import java.time.InstantSource;
import org.hpcdaemon.platform.http.Answer;
import org.hpcdaemon.platform.http.Call;
import org.hpcdaemon.protocol.Limits;

/** Says that the platform answers, to anyone. */
public final class HealthEndpoint {
    record Health(String status, String service, String protocol, String version, Instant time) {}

    private final String version;
    private final InstantSource clock;

    public HealthEndpoint(String version, InstantSource clock) {
        this.version = version;
        this.clock = clock;
    }

    Answer health(Call call) {
        return Answer.ok(new Health("ok", "hpc-platform", Limits.SUBPROTOCOL, version, clock.instant()));
    }
}
