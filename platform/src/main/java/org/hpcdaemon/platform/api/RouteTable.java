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
import org.hpcdaemon.protocol.Limits;
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
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;

/** Everything the platform answers, in one place; {@code /hpc/openapi.json} is made from it. */
public final class RouteTable {
    private static final String BOX = "/hpc/daemons/{daemon}";

    /** Piece of output: bytes as they are, and where they stand. */
    private static final Shape BYTES = new Shape(
            200, null, "application/octet-stream", List.of("Hpc-Offset", "Hpc-Next", "Hpc-Size", "Hpc-Gap", "Hpc-End"));

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
                        daemons(daemons, new MachineEndpoints(door)),
                        events(events, streams),
                        webhooks(webhooks),
                        commands(new CommandEndpoints(door)),
                        jobs(new JobEndpoints(door)),
                        shells(new ShellEndpoints(door)),
                        approvals(new ApprovalEndpoints(door)),
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

    private static List<HttpRoute> daemons(DaemonEndpoints daemons, MachineEndpoints machines) {
        return List.of(
                HttpRoute.get("/hpc/daemons", ANY_KEY, daemons::list)
                        .says("The user's daemons, each on a machine, connected or not.")
                        .answers(200, DaemonList.class),
                HttpRoute.delete("/hpc/daemons/{id}", PERSON_OR_DAEMON, daemons::remove)
                        .audited(DAEMON_REMOVE)
                        .says("Makes the platform forget a daemon; its keys are revoked.")
                        .answersDone(),
                HttpRoute.get(BOX + "/info", PERSON_OR_AGENT, machines::info)
                        .strictly()
                        .says("The daemon's version, limits, sandbox, and guidance for its machine.")
                        .answers(200, DaemonInfo.class),
                HttpRoute.get(BOX + "/cluster", PERSON_OR_AGENT, machines::cluster)
                        .strictly()
                        .says("Partitions, nodes, GPUs, accounts and queue; at most a minute old.")
                        .answers(200, ClusterInfo.class),
                HttpRoute.get(BOX + "/budgets", PERSON_OR_AGENT, machines::budgets)
                        .strictly()
                        .says("What the machine's policy lets your jobs use, and what they have used.")
                        .answers(200, BudgetList.class));
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

    private static List<HttpRoute> commands(CommandEndpoints commands) {
        return List.of(
                HttpRoute.post(BOX + "/exec", PERSON_OR_AGENT, commands::run)
                        .strictly()
                        .once()
                        .says(
                                "Runs a command; 202 if it has not ended after the wait: ask again with the same key and body, or"
                                        + " under runs.")
                        .takes(Waits.WAIT)
                        .reads(new Body.Json(CommandEndpoints.Command.class, HttpRoute.LARGE_BODY_BYTES, true))
                        .answers(200, CommandEndpoints.Outcome.class)
                        .answers(202, CommandEndpoints.Outcome.class),
                HttpRoute.get(BOX + "/runs", PERSON_OR_AGENT, commands::list)
                        .strictly()
                        .says("The agent's commands, newest first; known for 24 h after their end.")
                        .takes(CommandEndpoints.ACTIVE, CommandEndpoints.LIMIT, CommandEndpoints.AFTER)
                        .answers(200, ExecList.class),
                HttpRoute.get(BOX + "/runs/{run}", PERSON_OR_AGENT, commands::status)
                        .strictly()
                        .says("The state of the command with that key; with wait, once it has ended.")
                        .takes(Waits.WAIT)
                        .answers(200, ExecInfo.class),
                HttpRoute.get(BOX + "/runs/{run}/output", PERSON_OR_AGENT, commands::output)
                        .strictly()
                        .says("A piece of what a command printed, also while it runs.")
                        .takes(CommandEndpoints.STREAM, Waits.FROM, Waits.MAX, Waits.WAIT)
                        .answers(BYTES),
                HttpRoute.post(BOX + "/runs/{run}/cancel", PERSON_OR_AGENT, commands::cancel)
                        .strictly()
                        .says(
                                "Ends a command and everything it started: TERM, then KILL. Succeeds also if it has ended.")
                        .answersDone());
    }

    private static List<HttpRoute> jobs(JobEndpoints jobs) {
        return List.of(
                HttpRoute.post(BOX + "/jobs", PERSON_OR_AGENT, jobs::submit)
                        .strictly()
                        .once()
                        .says("Submits a job; its end becomes a wake-up.")
                        .reads(new Body.Json(JobSpec.class, HttpRoute.LARGE_BODY_BYTES, true))
                        .answers(201, JobInfo.class),
                HttpRoute.get(BOX + "/jobs", PERSON_OR_AGENT, jobs::list)
                        .strictly()
                        .says("The agent's jobs, newest first.")
                        .takes(CommandEndpoints.ACTIVE, CommandEndpoints.LIMIT, CommandEndpoints.AFTER)
                        .answers(200, JobList.class),
                HttpRoute.get(BOX + "/jobs/{job}", PERSON_OR_AGENT, jobs::status)
                        .strictly()
                        .says("A job's state; with wait, once it has ended.")
                        .takes(Waits.WAIT, JobEndpoints.ELEMENT)
                        .answers(200, JobInfo.class),
                HttpRoute.get(BOX + "/jobs/{job}/elements", PERSON_OR_AGENT, jobs::elements)
                        .strictly()
                        .says("Each element of an array of jobs.")
                        .takes(JobEndpoints.FIRST, CommandEndpoints.LIMIT)
                        .answers(200, JobList.class),
                HttpRoute.get(BOX + "/jobs/{job}/logs", PERSON_OR_AGENT, jobs::logs)
                        .strictly()
                        .says("A piece of a job's log, also while it runs.")
                        .takes(CommandEndpoints.STREAM, Waits.FROM, Waits.MAX, JobEndpoints.ELEMENT, Waits.WAIT)
                        .answers(BYTES),
                HttpRoute.post(BOX + "/jobs/{job}/cancel", PERSON_OR_AGENT, jobs::cancel)
                        .strictly()
                        .says("Asks a job to end; the answer is from before its end.")
                        .takes(JobEndpoints.ELEMENT)
                        .answers(200, JobInfo.class),
                HttpRoute.delete(BOX + "/jobs/{job}", PERSON_OR_AGENT, jobs::remove)
                        .strictly()
                        .says("Forgets a job that has ended, with its logs.")
                        .answersDone());
    }

    private static List<HttpRoute> shells(ShellEndpoints shells) {
        return List.of(
                HttpRoute.post(BOX + "/shells", PERSON_OR_AGENT, shells::open)
                        .strictly()
                        .once()
                        .says("Opens a live shell, which outlives connections.")
                        .reads(new Body.Json(ShellEndpoints.Opening.class, HttpRoute.BODY_BYTES, true))
                        .answers(201, ShellInfo.class),
                HttpRoute.get(BOX + "/shells", PERSON_OR_AGENT, shells::list)
                        .strictly()
                        .says("The agent's shells, oldest first.")
                        .answers(200, ShellList.class),
                HttpRoute.post(BOX + "/shells/{shell}/run", PERSON_OR_AGENT, shells::run)
                        .strictly()
                        .once()
                        .says(
                                "Runs a command in the shell, so that what it changes there persists; after timeoutMs it goes on.")
                        .reads(new Body.Json(ShellEndpoints.Line.class, HttpRoute.LARGE_BODY_BYTES, true))
                        .answers(200, ShellRunResult.class),
                HttpRoute.post(BOX + "/shells/{shell}/input", PERSON_OR_AGENT, shells::input)
                        .strictly()
                        .once()
                        .says("Types the body's bytes as they are.")
                        .reads(new Body.Raw(Limits.COMMAND_BYTES))
                        .answersDone(),
                HttpRoute.get(BOX + "/shells/{shell}/output", PERSON_OR_AGENT, shells::output)
                        .strictly()
                        .says("A piece of what the shell printed.")
                        .takes(Waits.FROM, Waits.MAX, Waits.WAIT)
                        .answers(BYTES),
                HttpRoute.post(BOX + "/shells/{shell}/resize", PERSON_OR_AGENT, shells::resize)
                        .strictly()
                        .says("Sets the terminal's size, in character cells.")
                        .reads(new Body.Json(ShellEndpoints.Size.class, HttpRoute.BODY_BYTES, true))
                        .answersDone(),
                HttpRoute.post(BOX + "/shells/{shell}/signal", PERSON_OR_AGENT, shells::signal)
                        .strictly()
                        .says("Sends a signal to what runs in the foreground.")
                        .reads(new Body.Json(ShellEndpoints.Signal.class, HttpRoute.BODY_BYTES, true))
                        .answersDone(),
                HttpRoute.delete(BOX + "/shells/{shell}", PERSON_OR_AGENT, shells::close)
                        .strictly()
                        .says("Ends a shell and everything that was started in it.")
                        .answersDone());
    }

    private static List<HttpRoute> approvals(ApprovalEndpoints approvals) {
        return List.of(
                HttpRoute.get(BOX + "/approvals", PERSON_OR_AGENT, approvals::list)
                        .strictly()
                        .says("Requests that wait for the account owner's permission: an agent's own, or all of them.")
                        .takes(ApprovalEndpoints.DECIDED)
                        .answers(200, ApprovalList.class),
                HttpRoute.get(BOX + "/approvals/{approval}", PERSON_OR_AGENT, approvals::get)
                        .strictly()
                        .says("One of them, with the request itself.")
                        .answers(200, ApprovalInfo.class),
                HttpRoute.post(BOX + "/approvals/{approval}/decision", PERSON_OR_AGENT, approvals::decide)
                        .strictly()
                        .says("The account owner's decision, signed; the daemon checks the signature.")
                        .reads(new Body.Json(ApprovalEndpoints.Decision.class, HttpRoute.BODY_BYTES, true))
                        .answers(200, ApprovalInfo.class));
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
