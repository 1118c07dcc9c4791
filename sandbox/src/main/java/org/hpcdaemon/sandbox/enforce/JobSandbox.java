package org.hpcdaemon.sandbox.enforce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.linux.restrict.Restriction;
import org.hpcdaemon.linux.restrict.Takeover;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.kernel.Domain;
import org.hpcdaemon.sandbox.kernel.Trial;
import org.hpcdaemon.sandbox.plan.ReadPlan;

/** The box that {@code box.sh} makes for a job by the job's own plan. */
final class JobSandbox {
    private final ReadPlan plan;
    private final Path script;
    private final Restriction scope;
    private final Map<String, String> environment;

    /** @param scoped whether Landlock keeps it from abstract Unix sockets */
    JobSandbox(ReadPlan plan, boolean scoped) {
        this.plan = plan;
        this.script = plan.path("own").orElseThrow();
        this.scope = new Restriction(scoped ? Domain::scope : () -> {});
        this.environment = Bubblewrap.outside(plan.environment());
    }

    /**
     * Why no box can be made, as a look from inside says, which fails if anything of the job's own folder can be seen there.
     * Empty: one can. By the JDK's own processes, which are there sooner than those of {@code pty}.
     */
    Optional<String> fault() throws IOException {
        ProcessBuilder look = new ProcessBuilder(
                "/bin/bash",
                "-c",
                "exec 3<&0 </dev/null; exec /bin/bash \"$0\" run / /bin/sh -c '! test -e \"$0\"' \"$0\"",
                script.toString());
        look.environment().clear();
        look.environment().putAll(environment);
        look.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        CompletableFuture<Process> started = new CompletableFuture<>();
        int _ = scope.spawn(() -> {
            try {
                started.complete(look.start());
                return 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return fault(started.join());
    }

    private Optional<String> fault(Process look) throws IOException {
        try (var in = look.getOutputStream()) {
            in.write(plan.bytes().toArray());
        } catch (IOException _) {
            // It has ended already, and says why.
        }
        try {
            if (!look.waitFor(Trial.TRIAL_TIMEOUT)) {
                look.destroyForcibly();
                return Optional.of("no answer within " + Trial.TRIAL_TIMEOUT.toSeconds() + " s");
            }
            String said = new String(look.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return look.exitValue() == 0 ? Optional.empty() : Optional.of(Trial.words(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Descriptors that the command has besides its first three, such as what SLURM hands to a task. */
    static Set<Integer> kept(ReadPlan plan) {
        return plan.paths("keep").stream()
                .map(number -> Integer.valueOf(number.toString()))
                .collect(Collectors.toSet());
    }

    /** Returns only by throwing. */
    void become(List<Bytes> command) throws IOException {
        List<Bytes> argv = new ArrayList<>(Stream.of(
                        "/bin/bash",
                        script.toString(),
                        plan.said("way").orElse("job"),
                        plan.said("cwd").orElse("/"))
                .map(Bytes::utf8)
                .toList());
        argv.addAll(command);
        List<Bytes> variables = environment.entrySet().stream()
                .map(variable -> Bytes.utf8(variable.getKey() + "=" + variable.getValue()))
                .toList();
        int _ = scope.spawn(() -> {
            try {
                return Takeover.by("/bin/bash", argv, variables, plan.bytes(), kept(plan));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
