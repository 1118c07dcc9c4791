package org.hpcdaemon.platform.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * The key that a request presents: that of {@code Authorization}, or else that of the console's cookie. A browser sends the cookie by
 * itself, so it counts only where the request can be of no other page than the platform's own. Thread-safe.
 */
final class Credentials {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** What browsers say of requests of our pages, and of an address that a person typed. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final @Nullable String publicOrigin;
    private final boolean behindProxy;

    /**
     * @param publicUrl as users reach the platform; absent: by whatever name {@code Host} says
     * @param behindProxy whether a proxy terminates TLS
     */
    Credentials(@Nullable URI publicUrl, boolean behindProxy) {
        this.publicOrigin = publicUrl == null ? null : origin(publicUrl);
        this.behindProxy = behindProxy;
    }

    /**
     * The key; empty if there is none.
     *
     * @param upgrades whether it asks for a WebSocket, which browsers open to any host from any page
     * @throws HpcException {@code not_allowed} if it is the cookie's, and the request may be of another page
     */
    Optional<String> of(Request request, boolean upgrades) {
        HttpFields headers = request.getHeaders();
        if (headers.contains(HttpHeader.AUTHORIZATION)) {
            return Requests.bearer(request); // Whatever it is, it is what the sender meant.
        }
        Optional<SessionCookie> cookie = SessionCookie.in(headers.get(HttpHeader.COOKIE));
        if (cookie.isPresent()) {
            refuseOtherPages(request, upgrades);
            if (!READING.contains(request.getMethod())) {
                refuseUnproven(cookie.get(), headers.get(SessionCookie.CSRF_HEADER));
            }
        }
        return cookie.map(SessionCookie::key);
    }

    private void refuseOtherPages(Request request, boolean upgrades) {
        List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
        List<String> sites = request.getHeaders().getValuesList("Sec-Fetch-Site");
        boolean own = origins.stream().allMatch(origin -> isOwn(origin, request))
                && OWN_SITES.containsAll(sites)
                && !(upgrades && origins.isEmpty());
        if (!own) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "the console's cookie counts for the console's own pages only; if this is one of them, the platform does not know"
                            + " its address: its host may name it with --public-url");
        }
    }

    private static void refuseUnproven(SessionCookie cookie, @Nullable String token) {
        if (token == null || !cookie.isProvenBy(token)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "with the console's cookie this needs the header " + SessionCookie.CSRF_HEADER
                            + ", as GET /auth/session answers it; reload the page");
        }
    }

    private boolean isOwn(String origin, Request request) {
        String scheme = behindProxy || request.isSecure() ? "https" : "http";
        String host = request.getHeaders().get(HttpHeader.HOST);
        return origin.equals(publicOrigin) || (host != null && origin.equals(scheme + "://" + host));
    }

    /** As browsers write it: without the scheme's own port. */
    private static String origin(URI url) {
        boolean usual = url.getPort() == (url.getScheme().equals("https") ? 443 : 80);
        String port = url.getPort() < 0 || usual ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port;
    }
}
