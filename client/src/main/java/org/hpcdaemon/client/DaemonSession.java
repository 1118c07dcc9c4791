package org.hpcdaemon.client;

import java.time.Duration;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.LogStream;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellList;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.jspecify.annotations.Nullable;

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

    public DaemonId daemon() {
        return session.daemon();
    }

    public DaemonInfo info() {
        return call(new DaemonInfoGet(), DaemonInfo.class);
    }

    /** Starts a command whose output is streamed; {@code streams} of the request is set here. */
    public RemoteCommand exec(ExecRequest.Run request, boolean withStdin) {
        return new RemoteCommand(session, request, withStdin);
    }

    /** Opens a shell. */
    public RemoteShell openShell(ShellRequest.Open request) {
        return shell(call(request, ShellInfo.class).shell());
    }

    /** A shell that is open already. */
    public RemoteShell shell(ShellId shell) {
        return new RemoteShell(session, ids, shell);
    }

    public ShellList shells() {
        return call(new ShellRequest.List(), ShellList.class);
    }

    /**
     * A log of a job.
     *
     * @param element of an array: which element's
     */
    public RemoteLog log(JobId job, LogStream stream, @Nullable Integer element) {
        return new RemoteLog(session, job, stream, element);
    }

    /** Sends any request and waits for its answer. */
    public <A> A call(Request request, Class<A> answer) {
        return session.call(request, answer);
    }

    /** Whether there is a connection at the moment. */
    public boolean isConnected() {
        return session.isConnected();
    }

    /** Ends the connection; shells and jobs live on. What still waits fails with {@code ENDED}. */
    @Override
    public void close() {
        session.close();
    }
}
