package org.hpcdaemon.platform.http;

import static org.hpcdaemon.platform.audit.AuditEvent.AGENT_CONNECT;
import static org.hpcdaemon.platform.audit.AuditEvent.DAEMON_CONNECT;
import static org.hpcdaemon.platform.audit.AuditEvent.DAEMON_REMOVE;
import static org.hpcdaemon.platform.audit.AuditEvent.KEY_CREATE;
import static org.hpcdaemon.platform.audit.AuditEvent.KEY_REVOKE;
import static org.hpcdaemon.platform.audit.AuditEvent.SIGN_IN_CODE;
import static org.hpcdaemon.platform.audit.AuditEvent.SIGN_IN_REFRESH;
import static org.hpcdaemon.platform.audit.AuditEvent.SIGN_IN_VERIFY;
import static org.hpcdaemon.platform.http.Caller.ANYONE;
import static org.hpcdaemon.platform.http.Caller.ANY_KEY;
import static org.hpcdaemon.platform.http.Caller.DAEMON;
import static org.hpcdaemon.platform.http.Caller.PERSON;
import static org.hpcdaemon.platform.http.Caller.PERSON_OR_AGENT;
import static org.hpcdaemon.platform.http.Caller.PERSON_OR_DAEMON;

import java.util.List;

/** Everything the platform answers, in one place. */
public final class RouteTable {
    private final List<Route> routes;

    public RouteTable(
            HealthEndpoint health,
            AccountEndpoints accounts,
            DaemonEndpoints daemons,
            EventEndpoints events,
            Endpoint.WebSocketDoor agentDoor,
            Endpoint.WebSocketDoor daemonDoor) {
        this.routes = List.of(
                Route.get("/hpc/health", ANYONE, health::health),
                Route.post("/otp/signin", ANYONE, accounts::requestCode).audited(SIGN_IN_CODE),
                Route.post("/auth/otp/signin/verify", ANYONE, accounts::verifyCode)
                        .audited(SIGN_IN_VERIFY),
                Route.post("/auth/refresh", ANYONE, accounts::refresh).audited(SIGN_IN_REFRESH),
                Route.post("/auth/api-keys", PERSON, accounts::createKey).audited(KEY_CREATE),
                Route.get("/auth/api-keys", PERSON, accounts::listKeys),
                Route.delete("/auth/api-keys/{id}", ANY_KEY, accounts::revokeKey)
                        .audited(KEY_REVOKE),
                Route.get("/hpc/whoami", ANY_KEY, accounts::whoAmI),
                Route.get("/hpc/daemons", ANY_KEY, daemons::list),
                Route.delete("/hpc/daemons/{id}", PERSON_OR_DAEMON, daemons::remove)
                        .audited(DAEMON_REMOVE),
                Route.get("/hpc/events", PERSON_OR_AGENT, events::read),
                Route.post("/hpc/events/ack", PERSON_OR_AGENT, events::acknowledge),
                Route.webSocket("/hpc/agent/{daemon}", PERSON_OR_AGENT, agentDoor)
                        .audited(AGENT_CONNECT),
                Route.webSocket("/hpc/daemon", DAEMON, daemonDoor).audited(DAEMON_CONNECT));
    }

    List<Route> routes() {
        return routes;
    }
}
