package org.hpcdaemon.tools.view;

import java.time.Instant;
import java.util.Arrays;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.text.PlainText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A job as data for a model: what tells it apart and how it is; no field without a value. */
public final class JobView {
    private JobView() {}

    public static Handle.Job id(DaemonId machine, JobInfo job) {
        return new Handle.Job(machine, job.job(), job.element());
    }

    /** Which it is, and how it is or ended. */
    private static ObjectNode outcome(DaemonId machine, JobInfo job) {
        ObjectNode view =
                JsonNodeFactory.instance.objectNode().put("id", id(machine, job).toString());
        put(view, "name", job.name());
        view.put("state", job.state().name());
        put(view, "reason", job.reason());
        if (job.exitCode() != null) {
            view.put("exitCode", job.exitCode());
        }
        put(view, "signal", job.signal());
        return view;
    }

    /** For a list. */
    public static ObjectNode line(DaemonId machine, JobInfo job) {
        ObjectNode view = outcome(machine, job);
        view.put("submittedAt", job.submittedAt().toString());
        put(view, "endedAt", job.endedAt());
        return view;
    }

    /** All of it. */
    public static ObjectNode whole(DaemonId machine, JobInfo job) {
        ObjectNode view = line(machine, job);
        put(view, "startedAt", job.startedAt());
        put(view, "estimatedStart", job.estimatedStart());
        put(view, "node", job.node());
        put(view, "schedulerId", job.schedulerId());
        if (job.attempt() > 1) {
            view.put("attempt", job.attempt());
        }
        if (Boolean.TRUE.equals(job.cancelling())) {
            view.put("cancelling", true);
        }
        put(view, "sandbox", job.sandbox());
        usage(view, job);
        return view;
    }

    /** One that has ended, with the last of what it printed. */
    static ObjectNode ended(DaemonSession session, DaemonId machine, JobInfo job, int tailBytes) {
        ObjectNode view = outcome(machine, job);
        usage(view, job);
        String errors = job.succeeded() ? "" : tail(session, job, LogStream.STDERR, tailBytes);
        view.put("logTail", errors.isEmpty() ? tail(session, job, LogStream.STDOUT, tailBytes) : errors);
        return view;
    }

    private static void usage(ObjectNode view, JobInfo job) {
        if (job.usage() != null) {
            view.set("usage", Json.tree(Json.write(job.usage())));
        }
        if (!job.failedElements().isEmpty()) {
            // Enough to see which; output and status take each by its index.
            job.failedElements().stream().limit(50).forEach(view.withArray("failedElements")::add);
        }
    }

    private static String tail(DaemonSession session, JobInfo job, LogStream stream, int bytes) {
        try {
            LogChunk chunk =
                    session.call(new JobRequest.Logs(job.job(), stream, null, bytes, job.element()), LogChunk.class);
            byte[] data = chunk.data().toArray();
            int broken = chunk.from() == 0 ? 0 : PlainText.brokenAtStart(data);
            return PlainText.of(Arrays.copyOfRange(data, broken, data.length));
        } catch (HpcException _) {
            return ""; // of an array, where each element has its own
        }
    }

    private static void put(ObjectNode view, String field, @Nullable String value) {
        if (value != null) {
            view.put(field, value);
        }
    }

    private static void put(ObjectNode view, String field, @Nullable Instant value) {
        if (value != null) {
            view.put(field, value.toString());
        }
    }
}
