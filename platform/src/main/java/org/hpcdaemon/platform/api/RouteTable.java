package org.hpcdaemon.platform.api;

import static org.hpcdaemon.platform.audit.AuditEvent.AGENT_CONNECT;
import static org.hpcdaemon.platform.audit.AuditEvent.DAEMON_CONNECT;
import static org.hpcdaemon.platform.audit.AuditEvent.DAEMON_REMOVE;
import static org.hpcdaemon.platform.audit.AuditEvent.KEY_CREATE;
import static org.hpcdaemon.platform.audit.AuditEvent.KEY_REVOKE;
import static org.hpcdaemon.platform.audit.AuditEvent.SIGN_IN_CODE;
import static org.hpcdaemon.platform.audit.AuditEvent.SIGN_IN_REFRESH;
import static org.hpcdaemon.platform.audit.AuditEvent.SIGN_IN_VERIFY;
import static org.hpcdaemon.platform.audit.AuditEvent.WEBHOOK_CREATE;
import static org.hpcdaemon.platform.audit.AuditEvent.WEBHOOK_REMOVE;
import static org.hpcdaemon.platform.audit.AuditEvent.WEBHOOK_ROTATE;
import static org.hpcdaemon.platform.http.route.CallerRule.ANYONE;
import static org.hpcdaemon.platform.http.route.CallerRule.ANY_KEY;
import static org.hpcdaemon.platform.http.route.CallerRule.DAEMON;
import static org.hpcdaemon.platform.http.route.CallerRule.PERSON;
import static org.hpcdaemon.platform.http.route.CallerRule.PERSON_OR_AGENT;
import static org.hpcdaemon.platform.http.route.CallerRule.PERSON_OR_DAEMON;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.platform.console.ConsoleFiles;
import org.hpcdaemon.platform.console.SessionEndpoints;
import org.hpcdaemon.platform.download.DownloadEndpoints;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.Body;
import org.hpcdaemon.platform.http.route.Endpoint;
import org.hpcdaemon.platform.http.route.HttpRoute;
import org.hpcdaemon.platform.http.route.Shape;
import org.hpcdaemon.platform.openapi.OpenApi;
import org.hpcdaemon.platform.webhook.Webhooks;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.http.AcknowledgeRequest;
import org.hpcdaemon.protocol.http.Acknowledged;
import org.hpcdaemon.protocol.http.DaemonList;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.http.PlatformHealth;
import org.hpcdaemon.protocol.http.account.CodeSent;
import org.hpcdaemon.protocol.http.account.CodeVerification;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.http.account.KeyList;
import org.hpcdaemon.protocol.http.account.KeyRequest;
import org.hpcdaemon.protocol.http.account.RefreshRequest;
import org.hpcdaemon.protocol.http.account.SignInRequest;
import org.hpcdaemon.protocol.http.account.TokenPair;
import org.hpcdaemon.protocol.http.account.WhoAmI;

/** Everything the platform answers; {@code /hpc/openapi.json} is made from it. */
public final class RouteTable {
    private static final Shape EVENTS = new Shape(200, null, "text/event-stream", List.of());

    private final List<HttpRoute> routes;

    public RouteTable(
            HealthEndpoint health,
            AccountEndpoints accounts,
            DaemonEndpoints daemons,
            EventEndpoints events,
            EventStreams streams,
            WebhookEndpoints webhooks,
            DaemonDoor door,
            DownloadEndpoints downloads,
            SessionEndpoints sessions,
            ConsoleFiles console,
            Endpoint.Streams mcp,
            Endpoint.WebSocketDoor agentDoor,
            Endpoint.WebSocketDoor daemonDoor) {
        this.routes = Stream.of(
                        about(health),
                        accounts(accounts),
                        sessions(sessions),
                        daemons(daemons),
                        events(events, streams),
                        webhooks(webhooks),
                        MachineRoutes.of(door),
                        tools(mcp),
                        downloads(downloads),
                        console(console),
                        sockets(agentDoor, daemonDoor))
                .flatMap(List::stream)
                .toList();
    }

    public List<HttpRoute> routes() {
        return routes;
    }

    private List<HttpRoute> about(HealthEndpoint health) {
        return List.of(
                HttpRoute.get("/hpc/health", ANYONE, health::health)
                        .says("Whether the platform answers, and its version.")
                        .answers(200, PlatformHealth.class),
                HttpRoute.get("/hpc/openapi.json", ANYONE, _ -> Answer.ok(OpenApi.of(routes, Release.VERSION)))
                        .says("This description.")
                        .answers(200, Map.class));
    }

    private static List<HttpRoute> accounts(AccountEndpoints accounts) {
        return List.of(
                HttpRoute.post("/otp/signin", ANYONE, accounts::requestCode)
                        .audited(SIGN_IN_CODE)
                        .says("Mails a one-time code.")
                        .reads(SignInRequest.class)
                        .answers(200, CodeSent.class),
                HttpRoute.post("/auth/otp/signin/verify", ANYONE, accounts::verifyCode)
                        .audited(SIGN_IN_VERIFY)
                        .says("Turns a code into tokens of the account owner.")
                        .reads(CodeVerification.class)
                        .answers(200, TokenPair.class),
                HttpRoute.post("/auth/refresh", ANYONE, accounts::refresh)
                        .audited(SIGN_IN_REFRESH)
                        .says("Turns a refresh token, which is spent by it, into new tokens.")
                        .reads(RefreshRequest.class)
                        .answers(200, TokenPair.class),
                HttpRoute.post("/auth/api-keys", PERSON, accounts::createKey)
                        .audited(KEY_CREATE)
                        .says("Makes a key of an agent or a daemon; it is shown here only.")
                        .reads(KeyRequest.class)
                        .answers(201, CreatedKey.class),
                HttpRoute.get("/auth/api-keys", PERSON, accounts::listKeys)
                        .says("The user's keys, without their secrets.")
                        .answers(200, KeyList.class),
                HttpRoute.delete("/auth/api-keys/{id}", ANY_KEY, accounts::revokeKey)
                        .audited(KEY_REVOKE)
                        .says("Revokes a key. The key of an agent or a daemon revokes only itself.")
                        .answersDone(),
                HttpRoute.get("/hpc/whoami", ANY_KEY, accounts::whoAmI)
                        .says("Whose key this is.")
                        .answers(200, WhoAmI.class));
    }

    private static List<HttpRoute> sessions(SessionEndpoints sessions) {
        return List.of(
                HttpRoute.post("/auth/session", ANYONE, sessions::begin)
                        .audited(SIGN_IN_VERIFY)
                        .strictly()
                        .says("Turns a code into the console's cookie, which holds a key of the account owner.")
                        .reads(new Body.Json(SessionEndpoints.Beginning.class, HttpRoute.BODY_BYTES, true))
                        .answers(200, SessionEndpoints.Session.class),
                HttpRoute.get("/auth/session", PERSON, sessions::get)
                        .strictly()
                        .says("Who the cookie signs in, and the token that its requests must have.")
                        .answers(200, SessionEndpoints.Session.class),
                HttpRoute.delete("/auth/session", PERSON, sessions::end)
                        .audited(KEY_REVOKE)
                        .strictly()
                        .says("Revokes the cookie's key, and has the browser forget it.")
                        .answersDone());
    }

    private static List<HttpRoute> console(ConsoleFiles console) {
        return List.of(
                HttpRoute.stream("/", ANYONE, console::page)
                        .says("The console, a page for people.")
                        .answers(new Shape(200, null, "text/html; charset=utf-8", List.of("ETag"))),
                HttpRoute.stream("/console/{file}", ANYONE, console::file)
                        .says("What the console's page is made of, under names that change with the content.")
                        .answers(new Shape(200, null, "application/octet-stream", List.of("ETag"))));
    }

    private static List<HttpRoute> daemons(DaemonEndpoints daemons) {
        return List.of(
                HttpRoute.get("/hpc/daemons", ANY_KEY, daemons::list)
                        .says("The user's daemons, each on a machine, connected or not.")
                        .answers(200, DaemonList.class),
                HttpRoute.delete("/hpc/daemons/{id}", PERSON_OR_DAEMON, daemons::remove)
                        .audited(DAEMON_REMOVE)
                        .says("Makes the platform forget a daemon; its keys are revoked.")
                        .answersDone());
    }

    private static List<HttpRoute> events(EventEndpoints events, EventStreams streams) {
        return List.of(
                HttpRoute.get("/hpc/events", PERSON_OR_AGENT, events::read)
                        .says("Wake-ups that are not acknowledged, oldest first.")
                        .takes(EventEndpoints.AFTER, EventEndpoints.WAIT, EventEndpoints.LIMIT)
                        .answers(200, InboxPage.class),
                HttpRoute.post("/hpc/events/ack", PERSON_OR_AGENT, events::acknowledge)
                        .says("Forgets wake-ups; until then they are shown again.")
                        .reads(AcknowledgeRequest.class)
                        .answers(200, Acknowledged.class),
                HttpRoute.stream("/hpc/events/stream", PERSON_OR_AGENT, streams::stream)
                        .strictly()
                        .says(
                                "Wake-ups as they come, as server-sent events with the seq as id; goes on behind Last-Event-ID.")
                        .takes(EventEndpoints.AFTER)
                        .answers(EVENTS));
    }

    private static List<HttpRoute> webhooks(WebhookEndpoints webhooks) {
        return List.of(
                HttpRoute.post("/hpc/webhooks", PERSON_OR_AGENT, webhooks::create)
                        .audited(WEBHOOK_CREATE)
                        .says(
                                "Has wake-ups sent to a URL, which must answer a challenge; the secret is shown here only.")
                        .reads(new Body.Json(WebhookEndpoints.Wanted.class, HttpRoute.BODY_BYTES, true))
                        .answers(201, Webhooks.Made.class),
                HttpRoute.get("/hpc/webhooks", PERSON_OR_AGENT, webhooks::list)
                        .strictly()
                        .says("The caller's webhooks, and how the last attempt at each went.")
                        .answers(200, WebhookEndpoints.Listing.class),
                HttpRoute.delete("/hpc/webhooks/{webhook}", PERSON_OR_AGENT, webhooks::remove)
                        .audited(WEBHOOK_REMOVE)
                        .strictly()
                        .says("Sends nothing there any more.")
                        .answersDone(),
                HttpRoute.post("/hpc/webhooks/{webhook}/rotate", PERSON_OR_AGENT, webhooks::rotate)
                        .audited(WEBHOOK_ROTATE)
                        .strictly()
                        .says("Makes a new secret; for 24 h messages are signed with the former one too.")
                        .answers(200, WebhookEndpoints.Secret.class),
                HttpRoute.post("/hpc/webhooks/{webhook}/test", PERSON_OR_AGENT, webhooks::test)
                        .strictly()
                        .says("Sends a message of type webhook.test; a success lets a disabled one go on.")
                        .answers(200, Webhooks.View.class));
    }

    private static List<HttpRoute> tools(Endpoint.Streams mcp) {
        return List.of(HttpRoute.post("/mcp", PERSON_OR_AGENT, mcp)
                .once()
                .says("The Model Context Protocol: all of this as tools. docs/mcp.md lists them.")
                .reads(new Body.Json(Map.class, HttpRoute.LARGE_BODY_BYTES, false))
                .answers(200, Map.class)
                .answers(new Shape(202, null, null, List.of())));
    }

    private static List<HttpRoute> downloads(DownloadEndpoints downloads) {
        return List.of(
                HttpRoute.stream("/install.sh", ANYONE, downloads::script)
                        .says("A script for sh that installs hpc and hpc-daemon from here, if the host offers them.")
                        .answers(new Shape(200, null, "text/x-shellscript", List.of())),
                HttpRoute.stream("/downloads/{file}", ANYONE, downloads::file)
                        .says("An archive of the programs, or SHA256SUMS, which lists them.")
                        .answers(new Shape(200, null, "application/octet-stream", List.of())));
    }

    private static List<HttpRoute> sockets(Endpoint.WebSocketDoor agentDoor, Endpoint.WebSocketDoor daemonDoor) {
        Shape upgraded = new Shape(101, null, null, List.of());
        return List.of(
                HttpRoute.webSocket("/hpc/agent/{daemon}", PERSON_OR_AGENT, agentDoor)
                        .audited(AGENT_CONNECT)
                        .says("An agent's WebSocket to a daemon, subprotocol hpc.v1.")
                        .answers(upgraded),
                HttpRoute.webSocket("/hpc/daemon", DAEMON, daemonDoor)
                        .audited(DAEMON_CONNECT)
                        .says("A daemon's WebSocket, subprotocol hpc.v1.")
                        .answers(upgraded));
    }
}
