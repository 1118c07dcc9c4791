package org.hpcdaemon.client;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.hpcdaemon.client.http.PlatformApi;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.PlatformHealth;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a platform reports about itself to anyone.
 *
 * @param time by its clock, when it answered
 */
public record Health(String version, Instant time) {
    private static final String ROUTE = "/hpc/health";

    private static final int PROXY_AUTHENTICATION = 407;

    /** @param api without a key: it is not known yet who answers */
    static Health ask(PlatformApi api, Target target) {
        HttpResponse<String> response =
                api.exchange(HttpRequest.newBuilder().uri(target.http(ROUTE)).GET());
        int status = response.statusCode();
        if (status / 100 == 5 || status == PROXY_AUTHENTICATION) {
            // Of the proxy on the way, or the one before the platform, whose own trouble may pass.
            throw new HpcException(ErrorCode.UNREACHABLE, api.withoutPlatform(response));
        }
        if (status / 100 == 3) {
            throw HpcException.invalid(api.withoutPlatform(response));
        }
        PlatformHealth answer = status == 200 ? read(response.body()) : null;
        if (answer == null || !"hpc-platform".equals(answer.service()) || answer.time() == null) {
            throw HpcException.invalid(target + " is not a platform: " + ROUTE + " there answers HTTP " + status
                    + (status == 200 ? " with something else" : "")
                    + "; ask the platform's host for its URL, path included");
        }
        if (!Limits.SUBPROTOCOL.equals(answer.protocol())) {
            throw HpcException.invalid(target + " is a platform that speaks " + answer.protocol()
                    + ", and this program " + Limits.SUBPROTOCOL + "; install the matching version");
        }
        return new Health(answer.version() == null ? "unknown" : answer.version(), answer.time());
    }

    private static @Nullable PlatformHealth read(String body) {
        try {
            return Json.read(body, PlatformHealth.class);
        } catch (HpcException _) {
            return null; // a page for people, for example
        }
    }
}
