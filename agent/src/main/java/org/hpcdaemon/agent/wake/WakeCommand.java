package org.hpcdaemon.agent.wake;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * The command for a wake-up: a line for {@code sh}, with the wake-up as JSON on its standard input and what is certain of it in variables.
 * What a job printed or was called, and what was asked or said of a request, is in the JSON alone, so that no command line is made of it by
 * mistake.
 */
public final class WakeCommand {
    /** For an agent's program to save its session. */
    private static final int GRACE_SECONDS = 5;

    /** The command records its own process id before it does anything else: if this process is killed, the next one still finds it. */
    private static final String MARKED = "echo $$ >\"$1\" && exec sh -c \"$2\"";

    private final String line;
    private final Turn turn;
    private volatile @Nullable Process running;
    private volatile boolean ending;

    /** @param line for {@code sh -c} */
    public WakeCommand(String line, Turn turn) {
        this.line = line;
        this.turn = turn;
    }

    /** Waits for one that an earlier process began and that outlived it. */
    void awaitFormer(PrintStream err) throws InterruptedException {
        turn.awaitFormer(err);
    }

    /**
     * Runs it to its end; its output goes where ours does. Returns its exit code, or never once this process is to end: then none begins
     * any more, and the wake-up was not dealt with, whatever its command says.
     */
    int run(Event event) throws InterruptedException {
        awaitExitIfEnding();
        int code = runToItsEnd(event);
        awaitExitIfEnding();
        return code;
    }

    private void awaitExitIfEnding() throws InterruptedException {
        if (ending) {
            new CountDownLatch(1).await();
        }
    }

    private int runToItsEnd(Event event) throws InterruptedException {
        try {
            Path input = Files.createTempFile(turn.folder(), "event", ".json");
            try {
                Files.writeString(input, Json.write(event) + "\n");
                return run(event, input);
            } finally {
                Files.deleteIfExists(input);
            }
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot run the command: " + e.getMessage(), e);
        }
    }

    private int run(Event event, Path input) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", MARKED, "sh", turn.mark().toString(), line)
                .redirectInput(input.toFile())
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT);
        builder.environment().putAll(facts(event));
        Process process = builder.start();
        running = process;
        if (ending) {
            end(); // The signal came just before there was something to end.
        }
        return process.waitFor();
    }

    private static Map<String, String> facts(Event event) {
        ApprovalInfo approval = event.approval();
        return approval == null ? facts(event, event.endedJob()) : facts(event, approval);
    }

    private static Map<String, String> facts(Event event, JobInfo job) {
        Integer element = job.element();
        Integer exit = job.exitCode();
        return facts(
                event,
                job.job().value() + (element == null ? "" : "[" + element + "]"),
                "",
                job.state().name(),
                exit == null ? "" : exit.toString());
    }

    private static Map<String, String> facts(Event event, ApprovalInfo approval) {
        return facts(event, "", approval.approval().value(), approval.state().name(), "");
    }

    private static Map<String, String> facts(Event event, String job, String approval, String state, String exit) {
        return Map.of(
                "HPC_EVENT_ID", event.id().value(),
                "HPC_EVENT_TYPE", event.type(),
                "HPC_EVENT_DAEMON", event.daemon().value(),
                "HPC_EVENT_JOB", job,
                "HPC_EVENT_APPROVAL", approval,
                "HPC_EVENT_STATE", state,
                "HPC_EVENT_EXIT", exit);
    }

    /** Before this process ends: ends what runs, and everything it started. Its wake-up comes again. */
    public void end() {
        ending = true;
        Process process = running;
        if (process == null) {
            return;
        }
        // The command first, so that it does not begin in place of a child that has ended what it would do next.
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException _) {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
