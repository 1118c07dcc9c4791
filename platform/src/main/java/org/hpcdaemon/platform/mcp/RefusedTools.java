package org.hpcdaemon.platform.mcp;

import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.protocol.error.HpcException;

/** Tells the audit log what tools were asked for in vain, as of refused requests: MCP answers them with status 200. */
public record RefusedTools(Audit audit) {
    void tell(HttpCall call, Incoming.Request request, HpcException failure) {
        switch (failure.code()) {
            case UNAUTHORIZED, NOT_ALLOWED, NOT_FOUND ->
                audit.refused(
                        AuditEvent.ACCESS_REFUSED,
                        failure.code().wireName(),
                        Who.of(call.caller()),
                        call.remoteAddress(),
                        "POST /mcp " + request.method() + " "
                                + request.params().path("name").asString(""));
            default -> {} // A mistake in form, which tells nothing of who may do what.
        }
    }
}
