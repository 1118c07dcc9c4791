package org.hpcdaemon.platform.app;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.hpcdaemon.platform.api.AccountEndpoints;
import org.hpcdaemon.platform.api.DaemonDoor;
import org.hpcdaemon.platform.api.DaemonEndpoints;
import org.hpcdaemon.platform.api.EventEndpoints;
import org.hpcdaemon.platform.api.EventStreams;
import org.hpcdaemon.platform.api.HealthEndpoint;
import org.hpcdaemon.platform.api.RouteTable;
import org.hpcdaemon.platform.api.WebhookEndpoints;
import org.hpcdaemon.platform.approval.ApprovalMails;
import org.hpcdaemon.platform.approval.OwnerMail;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.platform.console.ConsoleFiles;
import org.hpcdaemon.platform.console.SessionEndpoints;
import org.hpcdaemon.platform.download.DownloadEndpoints;
import org.hpcdaemon.platform.http.ApiHandler;
import org.hpcdaemon.platform.inbox.EventTable;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.mcp.McpDoor;
import org.hpcdaemon.platform.mcp.RefusedTools;
import org.hpcdaemon.platform.metrics.MetricsText;
import org.hpcdaemon.platform.peer.AgentReach;
import org.hpcdaemon.platform.peer.AgentSessions;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.platform.relay.Message;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.platform.socket.AgentRevocations;
import org.hpcdaemon.platform.socket.DaemonFacts;
import org.hpcdaemon.platform.socket.SocketDoors;
import org.hpcdaemon.platform.webhook.Webhooks;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.store.Database;

/** The whole platform, from its home's lock to its open port. */
public final class PlatformServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PlatformServer.class.getName());

    /** A revoked key's sockets end within 5 s, which is two checks. */
    private static final Duration KEY_CHECK = Duration.ofSeconds(2);

    /** How much longer an entry dated in the future may last: too short to notice, and a check reads one row. */
    private static final Duration CLOCK_CHECK = Duration.ofSeconds(10);

    private static final Duration SLOW_CLIENT_CHECK = Duration.ofSeconds(1);
    private static final Duration SILENCE_CHECK = Duration.ofSeconds(1);
    private static final Duration IDLE_CHECK = Duration.ofSeconds(5);

    /** A wake-up is sent within a second. */
    private static final Duration WEBHOOKS = Duration.ofSeconds(1);

    /** A burst of requests is one mail rather than two. */
    private static final Duration APPROVAL_MAILS = Duration.ofSeconds(5);

    private static final Duration PURGE = Duration.ofHours(6);

    private static final String FAREWELL_REASON = "the platform is stopping; come back";

    /** How long clients have to answer the close when the platform stops. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Closer closer;
    private final WebServer web;
    private final URI uri;
    private final Measures measures;

    private PlatformServer(Closer closer, WebServer web, URI uri, Measures measures) {
        this.closer = closer;
        this.web = web;
        this.uri = uri;
        this.measures = measures;
    }

    /**
     * Opens everything; on return the platform answers.
     *
     * @throws org.hpcdaemon.protocol.error.HpcException if the home is in use or the certificate is no good
     * @throws Exception if the port is taken, or the home cannot be written
     */
    public static PlatformServer start(PlatformConfig config, Backend.Factory backend, InstantSource clock)
            throws Exception {
        return start(config, backend, clock, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime}, by which silence is measured */
    static PlatformServer start(
            PlatformConfig config, Backend.Factory backend, InstantSource clock, LongSupplier nanoTime)
            throws Exception {
        Closer closer = new Closer();
        try {
            return open(config, backend, clock, nanoTime, closer);
        } catch (Exception e) {
            try {
                closer.close();
            } catch (IllegalStateException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** Where it is reached: the public URL if one was given. */
    public URI uri() {
        return uri;
    }

    /** Serves new connections with the certificate that its files hold now. If they cannot be used, logs why and keeps the old one. */
    public void reopen() {
        try {
            boolean read = web.reopenCertificate();
            LOG.log(Level.INFO, read ? "read the certificate again" : "there is no certificate to read again");
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the certificate stays as it was: {0}", e.getMessage());
        }
    }

    /** Adds how it is. Blocks on the database. */
    public void measure(MetricsText text) {
        measures.writeTo(text);
    }

    /** Graceful: answers what waits, closes the sockets as going away, then the rest in reverse order. */
    @Override
    public void close() {
        closer.close();
    }

    private static PlatformServer open(
            PlatformConfig config, Backend.Factory factory, InstantSource clock, LongSupplier nanoTime, Closer closer)
            throws Exception {
        PlatformHome home = PlatformHome.lock(config.home());
        closer.add(home::close);
        Database database = PlatformSchema.open(config.home());
        closer.add(database::close);
        Backend backend = factory.over(database);

        ExecutorService virtualThreads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory());
        closer.add(() -> end(virtualThreads));
        Relay relay = new Relay(MemoryBudget.ofHeap(4));
        LiveConnections live = new LiveConnections();
        DaemonRegistry registry = new DaemonRegistry(database, clock);
        Inbox inbox =
                new Inbox(new EventTable(database), backend.agents(), clock, (user, event) -> tell(relay, user, event));

        Audit audit = Audit.of(config.home(), clock);
        WebServer web = new WebServer(config, virtualThreads);
        ApprovalMails approvals =
                new ApprovalMails(database, backend.owners(), () -> approvalsPage(address(config, web)), clock);
        SocketDoors doors = new SocketDoors(
                web.webSockets(),
                relay,
                live,
                new DaemonFacts(registry, inbox, approvals, clock),
                virtualThreads,
                audit,
                web::hasRoomForAgents,
                nanoTime);
        MemoryBudget calls = MemoryBudget.ofHeap(8);
        AgentSessions sessions = new AgentSessions(relay, live, audit, calls, nanoTime);
        Webhooks webhooks = new Webhooks(
                database,
                inbox,
                backend.authenticator(),
                config.webhooks(),
                (reader, webhook, why) ->
                        audit.record(AuditEvent.WEBHOOK_DISABLE, why, owner(reader), null, webhook.value()),
                virtualThreads,
                clock);
        McpDoor mcp = new McpDoor(
                new AgentReach.Services(registry, relay, inbox, sessions),
                live,
                calls,
                new RefusedTools(audit),
                () -> BrowserOrigins.of(config, web.port()),
                clock);
        RouteTable table = new RouteTable(
                new HealthEndpoint(Release.VERSION, clock),
                new AccountEndpoints(backend.accounts(), live),
                new DaemonEndpoints(registry, relay, backend.accounts()),
                new EventEndpoints(inbox),
                new EventStreams(inbox, live, calls, nanoTime),
                new WebhookEndpoints(webhooks),
                new DaemonDoor(registry, sessions),
                new DownloadEndpoints(config.downloads(), () -> address(config, web)),
                new SessionEndpoints(backend.accounts(), live),
                new ConsoleFiles(),
                mcp::answer,
                doors::agent,
                doors::daemon);
        closer.add(web::stop);
        URI local = web.start(new ApiHandler(
                table.routes(), backend.authenticator(), config.publicUrl(), config.behindProxy(), audit, calls));
        closer.add(() -> farewell(web, inbox, sessions));

        Loop chores = new Loop();
        closer.add(chores::close);
        AgentRevocations revocations = new AgentRevocations(relay, backend.authenticator());
        chores.every(KEY_CHECK, "looking for revoked keys", () -> {
            live.closeRevoked(backend.authenticator());
            revocations.tell();
        });
        chores.every(
                CLOCK_CHECK,
                "settling what is dated in the future",
                () -> backend.authenticator().settleFuture());
        chores.every(SLOW_CLIENT_CHECK, "ending slow clients", web::endSlowClients);
        chores.every(IDLE_CHECK, "closing idle routes", sessions::closeIdle);
        chores.every(SILENCE_CHECK, "cutting silent WebSockets", doors::cutSilent);
        chores.every(WEBHOOKS, "sending webhooks", webhooks::sendDue);
        if (!backend.owners().equals(OwnerMail.NONE)) {
            chores.every(APPROVAL_MAILS, "mailing about requests that wait", approvals::sendDue);
        }
        chores.every(PURGE, "purging old events", () -> inbox.purge(backend.authenticator()));
        return new PlatformServer(
                closer,
                web,
                Optional.ofNullable(config.publicUrl()).orElse(local),
                new Measures(web, relay, inbox, audit, clock.instant()));
    }

    /** As its users reach it. */
    private static URI address(PlatformConfig config, WebServer web) {
        return Optional.ofNullable(config.publicUrl()).orElseGet(web::uri);
    }

    private static URI approvalsPage(URI platform) {
        return URI.create(platform.toString().replaceFirst("/$", "") + "/#/approvals");
    }

    private static Who owner(Reader reader) {
        return new Who("platform", reader.user(), reader.agent(), null, null, null);
    }

    private static void tell(Relay relay, UserId user, Event event) {
        String text = Rpc.notification(new Notice.EventNew(event));
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        relay.tell(user, event.agent(), new Message.Text(text, bytes));
    }

    private static void farewell(WebServer web, Inbox inbox, AgentSessions sessions) throws InterruptedException {
        web.stopAccepting();
        inbox.stop();
        sessions.close();
        web.closeWebSockets(CloseCode.GOING_AWAY, FAREWELL_REASON, FAREWELL);
    }

    private static void end(ExecutorService virtualThreads) throws InterruptedException {
        virtualThreads.shutdown();
        if (!virtualThreads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
            virtualThreads.shutdownNow();
        }
    }
}
