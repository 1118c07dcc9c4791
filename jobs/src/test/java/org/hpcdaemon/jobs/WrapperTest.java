package org.hpcdaemon.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.verdict.LastWords;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.sandbox.Guard;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wrapper alone, as a scheduler starts it. */
@Tag("slow")
final class WrapperTest {
    @TempDir
    Path home;

    @Test
    void startedManyTimesAtOnceItRunsItsJobOnce() throws Exception {
        JobFolder folder = prepare(Specs.sh("echo ran >> ran"));
        List<Process> wrappers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            wrappers.add(start(folder));
        }
        int ran = 0;
        for (Process wrapper : wrappers) {
            assertThat(wrapper.waitFor()).isIn(0, 75);
            ran += wrapper.exitValue() == 0 ? 1 : 0;
        }
        assertThat(ran).isEqualTo(1);
        assertThat(start(folder).waitFor()).as("and never again").isEqualTo(75);
        assertThat(Files.readAllLines(home.resolve("ran"))).containsExactly("ran");
    }

    @Test
    void runTimesAreMeasuredByAClockThatCannotBeSet() throws Exception {
        JobFolder folder = prepare(Specs.sh("sleep 0.5"));
        start(folder).waitFor();
        assertThat(folder.task(TaskKey.PLAIN).exited().orElseThrow().ranMs()).isBetween(490L, 60_000L);
    }

    @Test
    void whatAnEarlierAttemptCameToIsNotThisOnes() throws Exception {
        JobFolder folder = prepare(Specs.sh("exit 0"));
        Path task = folder.task(TaskKey.PLAIN).path();
        for (String left : List.of("timeout", "oom")) {
            Files.createFile(task.resolve(left));
        }

        start(folder).waitFor();

        assertThat(folder.task(TaskKey.PLAIN).exited().orElseThrow())
                .returns(0, TaskRecord.Exited::code)
                .returns(false, TaskRecord.Exited::timedOut)
                .returns(false, TaskRecord.Exited::outOfMemory);
    }

    @Test
    void aDirectoryThatIsGoneWhenItBeginsIs125WithTheReason() throws Exception {
        JobFolder folder = new JobFolder(home.resolve("j_12345678"));
        Path gone = home.resolve("gone");
        folder.prepare(Specs.sh("true"), ArraySpec.parse(null), gone, new LaunchLimits(0, 1, 0, 0), Guard.OFF);
        start(folder).waitFor();
        TaskFolder task = folder.task(TaskKey.PLAIN);
        assertThat(task.exited().orElseThrow().code()).isEqualTo(125);
        assertThat(LastWords.of(task).orElse("")).contains(gone.toString(), "No such file or directory");
    }

    @Test
    void aProgramThatDoesNotExistIs127AndItsLogSaysSo() throws Exception {
        JobFolder folder = prepare(JobSpec.of(List.of("no-such-program")));
        start(folder).waitFor();
        TaskFolder task = folder.task(TaskKey.PLAIN);
        assertThat(task.exited().orElseThrow().code()).isEqualTo(127);
        assertThat(Files.readString(task.path().resolve("stderr"))).contains("no-such-program");
    }

    @Test
    void theJobHasItsUsersUmaskAndItsLogsAreItsUsersAlone() throws Exception {
        JobFolder folder = prepare(Specs.sh("umask"));
        start(folder).waitFor();
        Path log = folder.task(TaskKey.PLAIN).path().resolve("stdout");
        Process umask = new ProcessBuilder("sh", "-c", "umask").start();
        assertThat(Files.readString(log))
                .isEqualTo(new String(umask.getInputStream().readAllBytes(), UTF_8));
        assertThat(Files.getPosixFilePermissions(log)).hasSize(2);
    }

    @Test
    void aJobThatAnswersATermThatItsWrapperGetsTooIsNotMisreported() throws Exception {
        for (int i = 0; i < 5; i++) { // bash loses a status in one of two such moments, if it is asked the wrong way
            JobFolder folder = prepare(
                    "j_1234567" + i,
                    Specs.sh("trap 'exit 3' TERM; touch ready-" + i + "; while :; do sleep 0.1; done"));
            Process wrapper = start(folder);
            Path ready = home.resolve("ready-" + i);
            await().until(() -> Files.exists(ready));

            toSession("TERM", wrapper);

            wrapper.waitFor();
            TaskRecord.Exited exited = folder.task(TaskKey.PLAIN).exited().orElseThrow();
            assertThat(exited.code()).isEqualTo(3);
            assertThat(exited.terminated()).isTrue();
        }
    }

    @Test
    void aWarningOfTheSchedulersReachesTheCommandAndNothingThatItStarted() throws Exception {
        JobFolder folder = prepare(Specs.sh(
                "sleep 600 & trap 'kill $!; wait $!; exit $?' USR1; touch ready; while :; do sleep 0.1; done"));
        Process wrapper = start(folder);
        await().until(() -> Files.exists(home.resolve("ready")));

        new ProcessBuilder("kill", "-USR1", Long.toString(wrapper.pid()))
                .start()
                .waitFor();

        wrapper.waitFor();
        assertThat(folder.task(TaskKey.PLAIN).exited().orElseThrow().code())
                .as("what the child died of is the TERM of its parent's")
                .isEqualTo(128 + 15);
    }

    @Test
    void aJobThatIsSuspendedAndResumedGoesOn() throws Exception {
        for (int i = 0; i < 3; i++) {
            JobFolder folder = prepare(
                    "j_2345678" + i,
                    Specs.sh("touch begun-" + i + "; until [ -e go-" + i + " ]; do sleep 0.1; done; exit 2"));
            Process wrapper = start(folder);
            Path begun = home.resolve("begun-" + i);
            await().until(() -> Files.exists(begun));

            // As SLURM does it: to all of them, the one that can be caught first.
            for (String signal : List.of("TSTP", "STOP", "CONT")) {
                toSession(signal, wrapper);
            }
            Files.createFile(home.resolve("go-" + i));

            wrapper.waitFor();
            TaskRecord.Exited exited = folder.task(TaskKey.PLAIN).exited().orElseThrow();
            assertThat(exited.code()).isEqualTo(2);
        }
    }

    @Test
    void whatItRanEndsAlsoWhenItIsKilled() throws Exception {
        JobFolder folder = prepare(Specs.sh("trap '' TERM; touch ready; setsid tail -f " + home
                + "/ready & (env -i tail -f " + home + "/ready &); tail -f ready"));
        Process wrapper = start(folder);
        await().until(() -> Files.exists(home.resolve("ready")));

        wrapper.destroyForcibly().waitFor();

        await().untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                        .filter(ProcessHandle::isAlive)
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(home.toString())));
        assertThat(folder.task(TaskKey.PLAIN).exited())
                .as("how it ended is unknown")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"append, 1 2", "truncate, 2"})
    void aJobThatIsRunAgainAddsToItsLogOrBeginsItAnewAsItWants(String mode, String logged) throws Exception {
        JobFolder folder = prepare(Specs.sh("echo $((${SLURM_RESTART_COUNT:-0} + 1)); echo err >&2"));
        folder.redirect(List.of("", "", "", mode));

        start(folder, Map.of()).waitFor();
        start(folder, Map.of("SLURM_RESTART_COUNT", "1")).waitFor();

        Path log = folder.task(TaskKey.PLAIN).path().resolve("stdout");
        assertThat(String.join(" ", Files.readAllLines(log))).isEqualTo(logged);
        assertThat(Files.readAllLines(log.resolveSibling("stderr"))).hasSize(logged.split(" ", -1).length);
    }

    private static void toSession(String signal, Process leader) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -" + signal + " $(pgrep -s " + leader.pid() + ")")
                .start()
                .waitFor();
    }

    private JobFolder prepare(JobSpec spec) {
        return prepare("j_12345678", spec);
    }

    private JobFolder prepare(String name, JobSpec spec) {
        JobFolder folder = new JobFolder(home.resolve(name));
        folder.prepare(spec, ArraySpec.parse(null), home, new LaunchLimits(0, 1, 0, 0), Guard.OFF);
        return folder;
    }

    private static Process start(JobFolder folder) throws IOException {
        return start(folder, Map.of());
    }

    private static Process start(JobFolder folder, Map<String, String> environment) throws IOException {
        ProcessBuilder wrapper = new ProcessBuilder(
                        "setsid",
                        "bash",
                        folder.wrapper().toString(),
                        folder.path().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        wrapper.environment().putAll(environment);
        return wrapper.start();
    }
}
