package org.hpcdaemon.platform.api;

import java.time.InstantSource;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.http.PlatformHealth;

/** Says that the platform answers, to anyone. */
public final class HealthEndpoint {
    private final String version;
    private final InstantSource clock;

    public HealthEndpoint(String version, InstantSource clock) {
        this.version = version;
        this.clock = clock;
    }

    Answer health(HttpCall call) {
        return Answer.ok(new PlatformHealth("ok", "hpc-platform", Limits.SUBPROTOCOL, version, clock.instant()));
    }
}
