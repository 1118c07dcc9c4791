package org.hpcdaemon.daemon.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.hpcdaemon.link.network.Causes;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.jspecify.annotations.Nullable;

/** Whether the platform proves to be the one of the URL, and for how long yet. */
final class TlsCheck {
    private static final String NAME = "tls";
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** Certificates are renewed by machines a month before; one this near its end has been forgotten. */
    private static final Duration SOON = Duration.ofDays(7);

    private final Network network;
    private final Target target;
    private final InstantSource clock;

    TlsCheck(Network network, Target target, InstantSource clock) {
        this.network = network;
        this.target = target;
        this.clock = clock;
    }

    Check look() {
        URI uri = target.http("/hpc/health");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(HANDSHAKE_TIMEOUT);
        network.headers(uri).forEach(request::header);
        try (HttpClient http = network.client().build()) {
            HttpResponse<Void> response = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
            http.shutdownNow();
            SSLSession session = response.sslSession().orElse(null);
            return session == null
                    ? Check.fail(NAME, Causes.noPlatform(network, uri, response), null)
                    : certificate(session);
        } catch (IOException e) {
            return Check.fail(NAME, Causes.unreachable(network, uri, e), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.fail(NAME, "interrupted", null);
        }
    }

    private Check certificate(SSLSession session) {
        Instant end = endOf(session);
        String found = session.getProtocol()
                + (end == null
                        ? ""
                        : ", the certificate is good until "
                                + end.atZone(ZoneOffset.UTC).toLocalDate());
        return end != null && clock.instant().plus(SOON).isAfter(end)
                ? Check.warn(NAME, found, "ask the platform's host to renew it")
                : Check.ok(NAME, found);
    }

    private static @Nullable Instant endOf(SSLSession session) {
        try {
            Certificate own = session.getPeerCertificates()[0];
            return own instanceof X509Certificate certificate
                    ? certificate.getNotAfter().toInstant()
                    : null;
        } catch (SSLPeerUnverifiedException _) {
            return null;
        }
    }
}
