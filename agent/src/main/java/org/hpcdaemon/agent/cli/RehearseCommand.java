package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.link.RehearsalPlatform;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Bytes;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobList;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.JobUsage;
import org.hpcdaemon.protocol.message.LogChunk;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import picocli.CommandLine.Command;

/**
 * Calls a platform of its own on loopback, with the verbs that are called most, and ends. The launcher records what that loads, so that
 * a real call finds it loaded.
 */
@Command(name = "rehearse", hidden = true, description = "Calls a platform on loopback, and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final String DAEMON = "rehearsal";
    private static final JobId JOB = new JobId("j_0000000000000000rehearsal");

    /** What the user has stored is not for rehearsals. */
    private static final String NO_FOLDER = "/nonexistent";

    private static final List<List<String>> CALLS = List.of(
            List.of("exec", DAEMON, "--", "true"),
            List.of("job", "submit", DAEMON, "--", "true"),
            List.of("job", "wait", DAEMON, JOB.value()),
            List.of("job", "list", DAEMON),
            List.of("job", "logs", DAEMON, JOB.value()));

    private final Context context;

    RehearseCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        try (RehearsalPlatform platform = new RehearsalPlatform();
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            Settings settings =
                    new Settings(Map.of("HPC_URL", platform.url(), "HPC_API_KEY", "none", "HPC_HOME", NO_FOLDER));
            Context rehearsal = new Context(settings, InputStream.nullInputStream(), nowhere, context.err());
            Thread.ofVirtual().name("rehearsal").start(() -> answer(platform));
            for (List<String> words : CALLS) {
                String[] call = words.toArray(String[]::new);
                int code = Main.commandLine(rehearsal, call).execute(call);
                if (code != ExitCodes.OK) {
                    return code;
                }
            }
        }
        return ExitCodes.OK;
    }

    private static void answer(RehearsalPlatform platform) {
        try {
            for (int i = 0; i < CALLS.size(); i++) {
                platform.answer(RehearseCommand::answer);
            }
        } catch (IOException _) {
            // The call that gets no answer says so.
        }
    }

    private static List<String> answer(RpcMessage.Call call) {
        return switch (call.request()) {
            case ExecRequest.Run run
            when run.streams() != null ->
                List.of(
                        Rpc.notification(new Notice.StreamEnd(run.streams().stdout(), 0)),
                        Rpc.notification(new Notice.StreamEnd(run.streams().stderr(), 0)),
                        Rpc.result(call.id(), new ExecResult(0, null, false, false, 1, null, null, "enforced")));
            case JobRequest.Submit _, JobRequest.Status _ -> List.of(Rpc.result(call.id(), job()));
            case JobRequest.List _ -> List.of(Rpc.result(call.id(), new JobList(List.of(job()), false)));
            case JobRequest.Logs _ ->
                List.of(Rpc.result(call.id(), new LogChunk(0, Bytes.utf8("rehearsed\n"), 10, true)));
            default ->
                List.of(Rpc.failure(call.id(), new HpcException(ErrorCode.METHOD_NOT_FOUND, "it is not rehearsed")));
        };
    }

    private static JobInfo job() {
        Instant then = Instant.EPOCH;
        return new JobInfo(
                JOB,
                "rehearsal",
                null,
                JobState.COMPLETED,
                0,
                null,
                null,
                1,
                "local",
                "local-1",
                "node",
                then,
                then,
                then,
                null,
                new JobUsage(1L, null, null),
                List.of(),
                null,
                "enforced",
                null);
    }
}
