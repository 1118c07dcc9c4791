package org.hpcdaemon.platform.api;

import java.time.Duration;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.rpc.KnownFields;
import org.hpcdaemon.protocol.rpc.Method;
import org.jspecify.annotations.Nullable;

/** Jobs, and what they print. */
final class JobEndpoints {
    static final Parameter.Whole ELEMENT =
            new Parameter.Whole("element", "Of an array, the element with that index alone.", 0, 4_000_000);
    static final Parameter.Whole FIRST =
            new Parameter.Whole("from", "The first index wanted; 0 if absent.", 0, 4_000_000);

    private final DaemonDoor door;

    JobEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer submit(HttpCall call) throws InterruptedException {
        IdempotencyKey key = call.key();
        JobSpec spec = KnownFields.read(call.text(), JobSpec.class, "the body", Method.JOB_SUBMIT);
        return door.through(
                call,
                daemon -> Answer.created(daemon.ask(new JobRequest.Submit(key, spec), JobInfo.class))
                        .with("Idempotency-Key", key));
    }

    Answer list(HttpCall call) throws InterruptedException {
        JobId after = call.text(CommandEndpoints.AFTER).map(Ids::job).orElse(null);
        JobRequest.List request =
                new JobRequest.List(call.flag(CommandEndpoints.ACTIVE), CommandEndpoints.limit(call), after);
        return door.ask(call, request, JobList.class);
    }

    Answer status(HttpCall call) throws InterruptedException {
        JobId job = job(call);
        Duration wait = Waits.wait(call);
        return door.through(
                call,
                daemon -> Answer.ok(
                        wait.isZero()
                                ? daemon.ask(new JobRequest.Status(job, element(call)), JobInfo.class)
                                : daemon.job(job, element(call), wait)));
    }

    Answer elements(HttpCall call) throws InterruptedException {
        Long from = call.number(FIRST);
        JobRequest.Elements request = new JobRequest.Elements(
                job(call), from == null ? null : Integer.valueOf(Math.toIntExact(from)), CommandEndpoints.limit(call));
        return door.ask(call, request, JobList.class);
    }

    Answer logs(HttpCall call) throws InterruptedException {
        JobId job = job(call);
        Long from = call.number(Waits.FROM);
        return door.through(
                call,
                daemon -> Waits.bytes(
                        daemon.ask(
                                wait -> new JobRequest.Logs(
                                        job, CommandEndpoints.stream(call), from, Waits.max(call), element(call), wait),
                                LogChunk.class,
                                Waits::hasNews,
                                Waits.wait(call)),
                        from));
    }

    Answer cancel(HttpCall call) throws InterruptedException {
        return door.ask(call, new JobRequest.Cancel(job(call), element(call)), JobInfo.class);
    }

    Answer remove(HttpCall call) throws InterruptedException {
        return door.tell(call, new JobRequest.Remove(job(call)), Done.class);
    }

    private static JobId job(HttpCall call) {
        return Ids.job(call.path("job"));
    }

    private static @Nullable Integer element(HttpCall call) {
        Long given = call.number(ELEMENT);
        return given == null ? null : Integer.valueOf(Math.toIntExact(given));
    }
}
