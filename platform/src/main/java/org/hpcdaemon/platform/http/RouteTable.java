package org.hpcdaemon.platform.http;

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
                Route.post("/otp/signin", ANYONE, accounts::requestCode),
                Route.post("/auth/otp/signin/verify", ANYONE, accounts::verifyCode),
                Route.post("/auth/refresh", ANYONE, accounts::refresh),
                Route.post("/auth/api-keys", PERSON, accounts::createKey),
                Route.get("/auth/api-keys", PERSON, accounts::listKeys),
                Route.delete("/auth/api-keys/{id}", ANY_KEY, accounts::revokeKey),
                Route.get("/hpc/whoami", ANY_KEY, accounts::whoAmI),
                Route.get("/hpc/daemons", ANY_KEY, daemons::list),
                Route.delete("/hpc/daemons/{id}", PERSON_OR_DAEMON, daemons::remove),
                Route.get("/hpc/events", PERSON_OR_AGENT, events::read),
                Route.post("/hpc/events/ack", PERSON_OR_AGENT, events::acknowledge),
                Route.webSocket("/hpc/agent/{daemon}", PERSON_OR_AGENT, agentDoor),
                Route.webSocket("/hpc/daemon", DAEMON, daemonDoor));
    }

    List<Route> routes() {
        return routes;
    }
}
