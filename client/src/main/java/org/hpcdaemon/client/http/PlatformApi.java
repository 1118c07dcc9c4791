package org.hpcdaemon.client.http;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;
import org.hpcdaemon.link.network.Causes;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.ErrorBody;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** The platform's HTTP routes: JSON in, JSON out, errors as {@link HpcException}. Thread-safe. */
public final class PlatformApi {
    /** Past the longest answer that a route may take, the 60 s of a long poll. */
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private final LazyHttp http;
    private final Network network;
    private final Target target;
    private final Supplier<@Nullable String> bearer;

    public PlatformApi(LazyHttp http, Network network, Target target, Supplier<@Nullable String> bearer) {
        this.http = http;
        this.network = network;
        this.target = target;
        this.bearer = bearer;
    }

    public <A> A get(String route, Class<A> answer) {
        return answer(
                route, send(HttpRequest.newBuilder().uri(target.http(route)).GET()), answer);
    }

    public <A> A post(String route, Object body, Class<A> answer) {
        return answer(
                route,
                send(HttpRequest.newBuilder()
                        .uri(target.http(route))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))),
                answer);
    }

    public void delete(String route) {
        send(HttpRequest.newBuilder().uri(target.http(route)).DELETE());
    }

    /** The one way from a body to a record: whatever else it is, is told in words. */
    private <A> A answer(String route, String body, Class<A> answer) {
        try {
            A read = Json.read(body, answer);
            String missing = MissingField.of(read);
            if (missing.isEmpty()) {
                return read;
            }
            throw HpcException.invalid("it has no \"" + missing + "\"");
        } catch (HpcException e) {
            throw new HpcException(
                    ErrorCode.UNREACHABLE,
                    "the answer of " + target + " to " + route.replaceFirst("\\?.*", "") + " is not a platform's: "
                            + e.reason() + "; is the URL right, and does the platform have the same version?",
                    e);
        }
    }

    /** Some proxies' answers have none. */
    private static String body(HttpResponse<String> response) {
        String body = response.body();
        return body == null ? "" : body;
    }

    private String send(HttpRequest.Builder request) {
        String secret = bearer.get();
        if (secret != null) {
            request.header("Authorization", "Bearer " + secret);
        }
        HttpResponse<String> response = exchange(request);
        if (response.statusCode() / 100 == 2) {
            return body(response);
        }
        throw refusal(response);
    }

    /** The answer to a request as it is, also that of another server. */
    public HttpResponse<String> exchange(HttpRequest.Builder builder) {
        builder.timeout(TIMEOUT);
        network.headers(target.base()).forEach(builder::header);
        HttpRequest request = builder.build();
        try {
            return http.get().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new HpcException(ErrorCode.UNREACHABLE, Causes.unreachable(network, request.uri(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.UNREACHABLE, "interrupted while asking the platform", e);
        }
    }

    /** What an answer means that is not the platform's. */
    public String withoutPlatform(HttpResponse<?> response) {
        return Causes.noPlatform(network, target.base(), response);
    }

    private HpcException refusal(HttpResponse<String> response) {
        try {
            HpcException known = Json.read(body(response), ErrorBody.class).toException();
            if (known != null) {
                return known;
            }
        } catch (HpcException _) {
            // Not the platform's own words; said below.
        }
        return new HpcException(ErrorCode.UNREACHABLE, withoutPlatform(response));
    }
}
