package org.hpcdaemon.platform.api;

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
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.platform.http.Answer;
import org.hpcdaemon.platform.http.Body;
import org.hpcdaemon.platform.http.Endpoint;
import org.hpcdaemon.platform.http.Route;
import org.hpcdaemon.platform.http.Shape;
import org.hpcdaemon.platform.openapi.OpenApi;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.message.ClusterInfo;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.ExecInfo;
import org.hpcdaemon.protocol.message.ExecList;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobList;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellList;
import org.hpcdaemon.protocol.message.ShellRunResult;

/** Everything the platform answers, in one place; {@code /hpc/openapi.json} is made from it. */
public final class RouteTable {
    private static final String BOX = "/hpc/daemons/{daemon}";

    /** Piece of output: bytes as they are, and where they stand. */
    private static final Shape BYTES = new Shape(
            200, null, "application/octet-stream", List.of("Hpc-Offset", "Hpc-Next", "Hpc-Size", "Hpc-Gap", "Hpc-End"));

    private static final Shape EVENTS = new Shape(200, null, "text/event-stream", List.of());

    private final List<Route> routes;

    public RouteTable(
            HealthEndpoint health,
            AccountEndpoints accounts,
            DaemonEndpoints daemons,
            EventEndpoints events,
            EventStreams streams,
            DaemonDoor door,
            Endpoint.WebSocketDoor agentDoor,
            Endpoint.WebSocketDoor daemonDoor) {
        this.routes = Stream.of(
                        about(health),
                        accounts(accounts),
                        daemons(daemons, new MachineEndpoints(door)),
                        events(events, streams),
                        commands(new CommandEndpoints(door)),
                        jobs(new JobEndpoints(door)),
                        shells(new ShellEndpoints(door)),
                        sockets(agentDoor, daemonDoor))
                .flatMap(List::stream)
                .toList();
    }

    public List<Route> routes() {
        return routes;
    }

    private List<Route> about(HealthEndpoint health) {
        return List.of(
                Route.get("/hpc/health", ANYONE, health::health)
                        .says("Says that the platform answers, and its version.")
                        .answers(200, HealthEndpoint.Health.class),
                Route.get("/hpc/openapi.json", ANYONE, _ -> Answer.ok(OpenApi.of(routes, Release.VERSION)))
                        .says("This description.")
                        .answers(200, Map.class));
    }

    private static List<Route> accounts(AccountEndpoints accounts) {
        return List.of(
                Route.post("/otp/signin", ANYONE, accounts::requestCode)
                        .audited(SIGN_IN_CODE)
                        .says("Mails a one-time code.")
                        .reads(AccountEndpoints.Email.class)
                        .answers(200, AccountEndpoints.CodeSent.class),
                Route.post("/auth/otp/signin/verify", ANYONE, accounts::verifyCode)
                        .audited(SIGN_IN_VERIFY)
                        .says("Turns a code into tokens of the user in person.")
                        .reads(AccountEndpoints.Code.class)
                        .answers(200, AccountEndpoints.TokensAnswer.class),
                Route.post("/auth/refresh", ANYONE, accounts::refresh)
                        .audited(SIGN_IN_REFRESH)
                        .says("Turns a refresh token, which is spent by it, into new tokens.")
                        .reads(AccountEndpoints.Refresh.class)
                        .answers(200, AccountEndpoints.TokensAnswer.class),
                Route.post("/auth/api-keys", PERSON, accounts::createKey)
                        .audited(KEY_CREATE)
                        .says("Makes a key of an agent or a daemon; it is shown here only.")
                        .reads(AccountEndpoints.KeyWanted.class)
                        .answers(201, AccountEndpoints.KeyAnswer.class),
                Route.get("/auth/api-keys", PERSON, accounts::listKeys)
                        .says("The user's keys, without their secrets.")
                        .answers(200, AccountEndpoints.KeyList.class),
                Route.delete("/auth/api-keys/{id}", ANY_KEY, accounts::revokeKey)
                        .audited(KEY_REVOKE)
                        .says("Revokes a key; one that is no person's revokes itself alone.")
                        .answersDone(),
                Route.get("/hpc/whoami", ANY_KEY, accounts::whoAmI)
                        .says("Whose key this is.")
                        .answers(200, AccountEndpoints.WhoAmI.class));
    }

    private static List<Route> daemons(DaemonEndpoints daemons, MachineEndpoints machines) {
        return List.of(
                Route.get("/hpc/daemons", ANY_KEY, daemons::list)
                        .says("The user's daemons, each on a machine, connected or not.")
                        .answers(200, DaemonEndpoints.DaemonList.class),
                Route.delete("/hpc/daemons/{id}", PERSON_OR_DAEMON, daemons::remove)
                        .audited(DAEMON_REMOVE)
                        .says("Makes the platform forget a daemon; its keys are revoked.")
                        .answersDone(),
                Route.get(BOX + "/info", PERSON_OR_AGENT, machines::info)
                        .strictly()
                        .says("The daemon's version, limits, sandbox, and guidance for its machine.")
                        .answers(200, DaemonInfo.class),
                Route.get(BOX + "/cluster", PERSON_OR_AGENT, machines::cluster)
                        .strictly()
                        .says("Partitions, nodes, GPUs, accounts and queue; at most a minute old.")
                        .answers(200, ClusterInfo.class));
    }

    private static List<Route> events(EventEndpoints events, EventStreams streams) {
        return List.of(
                Route.get("/hpc/events", PERSON_OR_AGENT, events::read)
                        .says("Wake-ups that are not acknowledged, oldest first.")
                        .takes(EventEndpoints.AFTER, EventEndpoints.WAIT, EventEndpoints.LIMIT)
                        .answers(200, EventEndpoints.EventPage.class),
                Route.post("/hpc/events/ack", PERSON_OR_AGENT, events::acknowledge)
                        .says("Forgets wake-ups; until then they are shown again.")
                        .reads(EventEndpoints.Ids.class)
                        .answers(200, EventEndpoints.Acknowledged.class),
                Route.stream("/hpc/events/stream", PERSON_OR_AGENT, streams::stream)
                        .strictly()
                        .says(
                                "Wake-ups as they come, as server-sent events with the seq as id; goes on behind Last-Event-ID.")
                        .takes(EventEndpoints.AFTER)
                        .answers(EVENTS));
    }

    private static List<Route> commands(CommandEndpoints commands) {
        return List.of(
                Route.post(BOX + "/exec", PERSON_OR_AGENT, commands::run)
                        .strictly()
                        .once()
                        .says(
                                "Runs a command; 202 if it has not ended after the wait: ask again with the same key and body, or"
                                        + " under runs.")
                        .takes(Waits.WAIT)
                        .reads(new Body.Json(CommandEndpoints.Command.class, Route.LARGE_BODY_BYTES, true))
                        .answers(200, CommandEndpoints.Outcome.class)
                        .answers(202, CommandEndpoints.Outcome.class),
                Route.get(BOX + "/runs", PERSON_OR_AGENT, commands::list)
                        .strictly()
                        .says("The agent's commands, newest first; known for 24 h after their end.")
                        .takes(CommandEndpoints.ACTIVE, CommandEndpoints.LIMIT, CommandEndpoints.AFTER)
                        .answers(200, ExecList.class),
                Route.get(BOX + "/runs/{run}", PERSON_OR_AGENT, commands::status)
                        .strictly()
                        .says("How the command with that key is; with wait, once it has ended.")
                        .takes(Waits.WAIT)
                        .answers(200, ExecInfo.class),
                Route.get(BOX + "/runs/{run}/output", PERSON_OR_AGENT, commands::output)
                        .strictly()
                        .says("A piece of what a command printed, also while it runs.")
                        .takes(CommandEndpoints.STREAM, Waits.FROM, Waits.MAX, Waits.WAIT)
                        .answers(BYTES),
                Route.post(BOX + "/runs/{run}/cancel", PERSON_OR_AGENT, commands::cancel)
                        .strictly()
                        .says("Ends a command and everything it started: TERM, then KILL. Done also if it has ended.")
                        .answersDone());
    }

    private static List<Route> jobs(JobEndpoints jobs) {
        return List.of(
                Route.post(BOX + "/jobs", PERSON_OR_AGENT, jobs::submit)
                        .strictly()
                        .once()
                        .says("Submits a job; its end becomes a wake-up.")
                        .reads(new Body.Json(JobSpec.class, Route.LARGE_BODY_BYTES, true))
                        .answers(201, JobInfo.class),
                Route.get(BOX + "/jobs", PERSON_OR_AGENT, jobs::list)
                        .strictly()
                        .says("The agent's jobs, newest first.")
                        .takes(CommandEndpoints.ACTIVE, CommandEndpoints.LIMIT, CommandEndpoints.AFTER)
                        .answers(200, JobList.class),
                Route.get(BOX + "/jobs/{job}", PERSON_OR_AGENT, jobs::status)
                        .strictly()
                        .says("How a job is; with wait, once it has ended.")
                        .takes(Waits.WAIT, JobEndpoints.ELEMENT)
                        .answers(200, JobInfo.class),
                Route.get(BOX + "/jobs/{job}/elements", PERSON_OR_AGENT, jobs::elements)
                        .strictly()
                        .says("Each element of an array of jobs.")
                        .takes(JobEndpoints.FIRST, CommandEndpoints.LIMIT)
                        .answers(200, JobList.class),
                Route.get(BOX + "/jobs/{job}/logs", PERSON_OR_AGENT, jobs::logs)
                        .strictly()
                        .says("A piece of a job's log, also while it runs.")
                        .takes(CommandEndpoints.STREAM, Waits.FROM, Waits.MAX, JobEndpoints.ELEMENT, Waits.WAIT)
                        .answers(BYTES),
                Route.post(BOX + "/jobs/{job}/cancel", PERSON_OR_AGENT, jobs::cancel)
                        .strictly()
                        .says("Asks a job to end; the answer is from before its end.")
                        .takes(JobEndpoints.ELEMENT)
                        .answers(200, JobInfo.class),
                Route.delete(BOX + "/jobs/{job}", PERSON_OR_AGENT, jobs::remove)
                        .strictly()
                        .says("Forgets a job that has ended, with its logs.")
                        .answersDone());
    }

    private static List<Route> shells(ShellEndpoints shells) {
        return List.of(
                Route.post(BOX + "/shells", PERSON_OR_AGENT, shells::open)
                        .strictly()
                        .once()
                        .says("Opens a live shell, which outlives connections.")
                        .reads(new Body.Json(ShellEndpoints.Opening.class, Route.BODY_BYTES, true))
                        .answers(201, ShellInfo.class),
                Route.get(BOX + "/shells", PERSON_OR_AGENT, shells::list)
                        .strictly()
                        .says("The agent's shells, oldest first.")
                        .answers(200, ShellList.class),
                Route.post(BOX + "/shells/{shell}/run", PERSON_OR_AGENT, shells::run)
                        .strictly()
                        .once()
                        .says(
                                "Runs a command in the shell, so that what it changes there persists; after timeoutMs it goes on.")
                        .reads(new Body.Json(ShellEndpoints.Line.class, Route.LARGE_BODY_BYTES, true))
                        .answers(200, ShellRunResult.class),
                Route.post(BOX + "/shells/{shell}/input", PERSON_OR_AGENT, shells::input)
                        .strictly()
                        .once()
                        .says("Types the body's bytes as they are.")
                        .reads(new Body.Raw(Limits.COMMAND_BYTES))
                        .answersDone(),
                Route.get(BOX + "/shells/{shell}/output", PERSON_OR_AGENT, shells::output)
                        .strictly()
                        .says("A piece of what the shell printed.")
                        .takes(Waits.FROM, Waits.MAX, Waits.WAIT)
                        .answers(BYTES),
                Route.post(BOX + "/shells/{shell}/resize", PERSON_OR_AGENT, shells::resize)
                        .strictly()
                        .says("Sets the terminal's size, in character cells.")
                        .reads(new Body.Json(ShellEndpoints.Size.class, Route.BODY_BYTES, true))
                        .answersDone(),
                Route.post(BOX + "/shells/{shell}/signal", PERSON_OR_AGENT, shells::signal)
                        .strictly()
                        .says("Sends a signal to what runs in the foreground.")
                        .reads(new Body.Json(ShellEndpoints.Signal.class, Route.BODY_BYTES, true))
                        .answersDone(),
                Route.delete(BOX + "/shells/{shell}", PERSON_OR_AGENT, shells::close)
                        .strictly()
                        .says("Ends a shell and everything that was started in it.")
                        .answersDone());
    }

    private static List<Route> sockets(Endpoint.WebSocketDoor agentDoor, Endpoint.WebSocketDoor daemonDoor) {
        Shape upgraded = new Shape(101, null, null, List.of());
        return List.of(
                Route.webSocket("/hpc/agent/{daemon}", PERSON_OR_AGENT, agentDoor)
                        .audited(AGENT_CONNECT)
                        .says("An agent's WebSocket to a daemon, subprotocol hpc.v1.")
                        .answers(upgraded),
                Route.webSocket("/hpc/daemon", DAEMON, daemonDoor)
                        .audited(DAEMON_CONNECT)
                        .says("A daemon's WebSocket, subprotocol hpc.v1.")
                        .answers(upgraded));
    }
}
