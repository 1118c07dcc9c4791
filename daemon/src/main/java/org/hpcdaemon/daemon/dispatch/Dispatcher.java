package org.hpcdaemon.daemon.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.DaemonFreeze;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.rpc.Method;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.store.StoreException;

/** From a request to the feature that answers it: one exhaustive switch. Thread-safe if its features are. */
public final class Dispatcher {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Feature<DaemonInfoGet> info;
    private final Feature<DaemonFreeze> freeze;
    private final Feature<ClusterInfoGet> cluster;
    private final Feature<BudgetGet> budget;
    private final Feature<ExecRequest> exec;
    private final Feature<ShellRequest> shell;
    private final Feature<JobRequest> job;
    private final Feature<FileRequest> file;
    private final Feature<ForwardRequest> forward;
    private final Feature<ApprovalRequest> approval;
    private final Feature<RecordingRequest> recording;

    public Dispatcher(
            Feature<DaemonInfoGet> info,
            Feature<DaemonFreeze> freeze,
            Feature<ClusterInfoGet> cluster,
            Feature<BudgetGet> budget,
            Feature<ExecRequest> exec,
            Feature<ShellRequest> shell,
            Feature<JobRequest> job,
            Feature<FileRequest> file,
            Feature<ForwardRequest> forward,
            Feature<ApprovalRequest> approval,
            Feature<RecordingRequest> recording) {
        this.info = info;
        this.freeze = freeze;
        this.cluster = cluster;
        this.budget = budget;
        this.exec = exec;
        this.shell = shell;
        this.job = job;
        this.file = file;
        this.forward = forward;
        this.approval = approval;
        this.recording = recording;
    }

    /** Sends the JSON-RPC answer to a call, whatever happens. Waits as long as the feature does. */
    public void answer(Route route, RpcMessage.Call call, Consumer<String> send) {
        FeatureAnswer reply = result(route, call);
        send.accept(reply.result().toString());
        reply.afterwards().run();
    }

    private FeatureAnswer result(Route route, RpcMessage.Call call) {
        try {
            if (call.request() instanceof Request request) {
                Object answer = handle(route, request);
                return answer instanceof FeatureAnswer(Object result, Runnable afterwards)
                        ? new FeatureAnswer(Rpc.result(call.id(), result), afterwards)
                        : done(Rpc.result(call.id(), answer));
            }
            throw new HpcException(
                    ErrorCode.METHOD_NOT_FOUND,
                    "method \"" + Method.of(call.request()).wireName() + "\" is for the platform, not for a daemon");
        } catch (HpcException e) {
            return done(Rpc.failure(call.id(), e));
        } catch (StoreException e) {
            LOG.log(
                    Level.WARNING,
                    "request {0} failed; its agent is told to retry: {1}",
                    Method.of(call.request()).wireName(),
                    e.getMessage());
            return done(Rpc.failure(call.id(), new HpcException(ErrorCode.STORAGE, String.valueOf(e.getMessage()), e)));
        } catch (RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "request " + Method.of(call.request()).wireName()
                            + " failed with an internal error; its agent is told, everything else goes on",
                    e);
            return done(Rpc.failure(
                    call.id(), new HpcException(ErrorCode.INTERNAL, "internal error; see the daemon's log", e)));
        }
    }

    private static FeatureAnswer done(String text) {
        return new FeatureAnswer(text, () -> {});
    }

    private Object handle(Route route, Request request) {
        return switch (request) {
            case DaemonInfoGet get -> info.answer(route, get);
            case DaemonFreeze stop -> freeze.answer(route, stop);
            case ClusterInfoGet get -> cluster.answer(route, get);
            case BudgetGet get -> budget.answer(route, get);
            case ExecRequest run -> exec.answer(route, run);
            case ShellRequest live -> shell.answer(route, live);
            case JobRequest batch -> job.answer(route, batch);
            case FileRequest files -> file.answer(route, files);
            case ForwardRequest ports -> forward.answer(route, ports);
            case ApprovalRequest ask -> approval.answer(route, ask);
            case RecordingRequest past -> recording.answer(route, past);
        };
    }
}
