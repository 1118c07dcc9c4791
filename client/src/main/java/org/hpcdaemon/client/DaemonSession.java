package org.hpcdaemon.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Transport;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;

/**
 * Work on one daemon, through connections that may break: what was asked is asked again, streams go on at their
 * offsets. The first connection must succeed; a later one is tried for as long as the session's patience. All methods
 * throw {@link HpcException}, whose code says whether to retry. Thread-safe.
 */
public final class DaemonSession implements AutoCloseable {
    private final Session session;
    private final RandomIds ids;

    DaemonSession(Session session, RandomIds ids) {
        this.session = session;
        this.ids = ids;
    }

    /**
     * Connects to a daemon by a transport of the caller's own, and waits until that has succeeded or failed. By WebSocket it is
     * {@link HpcClient#connect}.
     *
     * @param transport of connections to that daemon, and no other
     * @param backoff between two attempts to replace a lost connection
     */
    public static DaemonSession over(Transport transport, DaemonId daemon, ConnectOptions options, Backoff backoff) {
        Session session = new Session(daemon, transport, options.patience(), backoff);
        session.add(new ListenerAdapter(options.listener()));
        return new DaemonSession(session.connect(options.limit()), RandomIds.secure());
    }

    /**
     * Lets everything that then still waits fail with {@code UNREACHABLE}, or as of unknown outcome, when {@code limit} from now
     * has passed, whether there is a connection or not. The latest call counts.
     */
    public void giveUpAfter(Duration limit) {
        session.giveUpAfter(limit);
    }

    /** Takes back {@link #giveUpAfter}. */
    public void neverGiveUp() {
        session.neverGiveUp();
    }

    /** The daemon that this leads to. */
    public DaemonId daemon() {
        return session.daemon();
    }

    /** Its version, limits and sandbox. */
    public DaemonInfo info() {
        return call(new DaemonInfoGet(), DaemonInfo.class);
    }

    /** Runs a program with these arguments, without a shell: {@code exec("ls", "-l")}. It reads nothing. */
    public RemoteCommand exec(String program, String... arguments) {
        return exec(Stream.concat(Stream.of(program), Arrays.stream(arguments)).toList());
    }

    /** Runs a program with its arguments. It reads nothing. */
    public RemoteCommand exec(List<String> argv) {
        return exec(ExecRequest.Run.of(newKey(), argv));
    }

    /** Runs a command, which reads {@code stdin} of the request, if there is one. {@code streams} of the request is set here. */
    public RemoteCommand exec(ExecRequest.Run request) {
        return new RemoteCommand(session, request, false);
    }

    /** Runs a program that reads what is written to {@link RemoteCommand#stdin}. */
    public RemoteCommand execWithStdin(List<String> argv) {
        return execWithStdin(ExecRequest.Run.of(newKey(), argv));
    }

    /** Runs a command that reads what is written to {@link RemoteCommand#stdin}. */
    public RemoteCommand execWithStdin(ExecRequest.Run request) {
        return new RemoteCommand(session, request, true);
    }

    /**
     * Runs a command without reading what it prints meanwhile: the answer has the beginning and the end of it, and all that is kept
     * is read by {@link #run(IdempotencyKey)}, once {@linkplain RemoteRun#awaitBegun it has begun}. Cancelling the future forgets the
     * answer; the command goes on.
     */
    public CompletableFuture<ExecResult> start(ExecRequest.Run request) {
        return RemoteRun.start(session, request);
    }

    /** A command that was {@linkplain #start started} with that key, by whichever session of this agent. */
    public RemoteRun run(IdempotencyKey key) {
        return new RemoteRun(session, key);
    }

    /** Opens a shell in the daemon's working directory. */
    public RemoteShell openShell() {
        return openShell(ShellRequest.Open.of(newKey()));
    }

    /** Opens a shell. Throws {@code METHOD_NOT_FOUND} if it is to be in a job, and the daemon is older than that. */
    public RemoteShell openShell(ShellRequest.Open request) {
        ShellInfo opened = call(request, ShellInfo.class);
        RemoteShell shell = shell(opened.shell());
        if (!request.isAnsweredBy(opened)) {
            shell.close();
            throw request.notInAJob();
        }
        return shell;
    }

    /** A shell that is open already. */
    public RemoteShell shell(ShellId shell) {
        return new RemoteShell(session, ids, shell);
    }

    /** This agent's shells. */
    public ShellList shells() {
        return call(new ShellRequest.List(), ShellList.class);
    }

    /** Submits a job. */
    public RemoteJob submit(JobSpec spec) {
        return job(call(new JobRequest.Submit(newKey(), spec), JobInfo.class).job());
    }

    /** A job that was submitted already. */
    public RemoteJob job(JobId job) {
        return new RemoteJob(session, job, null);
    }

    /** The files there. */
    public RemoteFiles files() {
        return new RemoteFiles(session, ids);
    }

    /**
     * Connects from the daemon's machine to a port that it reaches. The stream of the request is set here.
     *
     * @throws HpcException of {@code NOT_ALLOWED} where the account owner does not allow it, {@code NOT_FOUND} where nothing of this
     *     agent's listens
     */
    public RemoteConnection connectTo(ForwardRequest.Open request) {
        return new RemoteConnection(session, request);
    }

    /** For one request: sent again with the same key, it has no second effect and gets the same answer. */
    public IdempotencyKey newKey() {
        return ids.key();
    }

    /** Sends any request of the protocol and waits for its answer, which each request's own documentation names. */
    public <A> A call(Request request, Class<A> answer) {
        return session.call(request, answer);
    }

    /** Sends any request of the protocol, for callers that wait for its answer in their own way, or not at all. */
    public <A> CompletableFuture<A> send(Request request, Class<A> answer) {
        return session.start(() -> request, answer, _ -> {});
    }

    /** Whether there is a connection at the moment. */
    public boolean isConnected() {
        return session.isConnected();
    }

    /** Whether it was closed or given up: every call fails from now on, and only a new session helps. */
    public boolean isOver() {
        return session.isOver();
    }

    /** Ends the connection; shells and jobs live on. What still waits fails with {@code ENDED}. */
    @Override
    public void close() {
        session.close();
    }

    /** As {@link #close}; what still waits fails with that, or as of unknown outcome because of it. */
    public void end(HpcException why) {
        session.end(why);
    }
}
