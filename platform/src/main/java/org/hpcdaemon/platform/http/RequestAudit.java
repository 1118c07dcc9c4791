package org.hpcdaemon.platform.http;

import org.eclipse.jetty.server.Request;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.platform.http.route.Endpoint;
import org.hpcdaemon.platform.http.route.HttpRoute;
import org.hpcdaemon.platform.http.route.Subject;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Tells the audit log of requests: those of audited routes, and on every route those that were refused. */
final class RequestAudit {
    private final Audit audit;
    private final boolean behindProxy;

    RequestAudit(Audit audit, boolean behindProxy) {
        this.audit = audit;
        this.behindProxy = behindProxy;
    }

    /** After an endpoint has answered. A WebSocket tells of itself once it is open. */
    void answered(HttpRoute route, @Nullable Identity identity, Request request, Subject subject) {
        if (route.event() != null && !(route.endpoint() instanceof Endpoint.Upgrades)) {
            audit.record(route.event(), subject.outcome(), who(identity, subject), address(request), subject.about());
        }
    }

    void refused(HttpRoute route, @Nullable Identity identity, Request request, Subject subject, ErrorCode code) {
        boolean denied = switch (code) {
            case UNAUTHORIZED, NOT_ALLOWED, NOT_FOUND -> true;
            default -> false;
        };
        AuditEvent event = route.event();
        if (event == null) {
            if (!denied) {
                return; // A mistake in form, which tells nothing of who may do what.
            }
            event = AuditEvent.ACCESS_REFUSED;
        }
        if (subject.about() == null) {
            subject.about(request.getMethod() + " " + Request.getPathInContext(request));
        }
        audit.refused(event, code.wireName(), who(identity, subject), address(request), subject.about());
    }

    private static Who who(@Nullable Identity identity, Subject subject) {
        return identity == null ? Who.anyone(subject.email()) : Who.of(identity);
    }

    private String address(Request request) {
        return Requests.remoteAddress(request, behindProxy);
    }
}
