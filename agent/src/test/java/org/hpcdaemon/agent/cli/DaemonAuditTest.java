package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real daemon writes down of what real agents asked of it. */
class DaemonAuditTest {
    @TempDir
    private Path folder;

    @Test
    void commands_shells_and_jobs_are_told_by_ids_and_outcomes_and_never_by_their_contents() throws Exception {
        String key;
        String job;
        try (World world = new World(folder)) {
            key = String.valueOf(world.environment().get("HPC_API_KEY"));
            assertThat(world.hpc("", "exec", "box", "--", "sh", "-c", "echo secret-output; exit 7")
                            .code())
                    .isEqualTo(7);
            assertThat(world.hpc("", "exec", "box", "--", "/no/such/secret-command")
                            .code())
                    .isNotZero();
            assertThat(world.hpc("", "shell", "box", "--run", "echo secret-typed")
                            .code())
                    .isZero();
            job = world.hpc("", "job", "submit", "box", "--context", "secret-context", "--", "true")
                    .out()
                    .strip();
            assertThat(world.hpc("", "job", "wait", "box", job).code()).isZero();
            assertThat(world.hpc("", "job", "status", "box", "j_0123456789abcdef01234567")
                            .code())
                    .isNotZero();
        }
        List<String> told = told();
        assertThat(told)
                .containsSubsequence(
                        "exec.run begun",
                        "exec.run ok",
                        "shell.open ok",
                        "shell.run begun",
                        "shell.run ok",
                        "job.submit ok",
                        "job.status not_found");
        List<String> lines = lines();
        assertThat(lines)
                .allMatch(line -> line.contains("\"daemon\":\"box\",\"user\":\"u_") && line.contains("\"agent\":\"a_"));
        assertThat(lines)
                .anyMatch(line -> line.contains("job.submit") && line.contains(job) && line.contains("\"millis\":"));
        assertThat(lines).noneMatch(line -> line.contains("secret") || line.contains(key));
        // The platform says who that agent is, and where it came from.
        String agent = lines.getFirst().replaceFirst(".*\"agent\":\"(a_[0-9a-z]+)\".*", "$1");
        assertThat(Files.readAllLines(folder.resolve("platform").resolve("audit.log")))
                .anyMatch(line -> line.contains("agent.connect")
                        && line.contains(agent)
                        && line.contains("\"name\":\"tester\"")
                        && line.contains("127.0.0.1"));
    }

    @Test
    void a_log_that_cannot_be_written_stops_no_command() throws Exception {
        try (World world = new World(folder)) {
            Path log = folder.resolve("daemon").resolve("box.audit.log");
            Files.createDirectory(log);
            assertThat(world.hpc("", "exec", "box", "--", "true").code()).isZero();
            Files.delete(log);
            assertThat(world.hpc("", "exec", "box", "--", "true").code()).isZero();
        }
        assertThat(told()).containsExactly("audit.missed lost", "exec.run begun", "exec.run ok");
        assertThat(lines().getFirst()).contains("2 lines");
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("daemon").resolve("box.audit.log"));
    }

    private List<String> told() throws IOException {
        return lines().stream()
                .map(line -> Json.read(line, Map.class))
                .map(line -> line.get("method") + " " + line.get("outcome"))
                .toList();
    }
}
