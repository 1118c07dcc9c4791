package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How steps end that something happens to: told by the daemon's jobs, without limits and within them, as by the same script that is given
 * to sbatch without a daemon.
 */
@Tag("slow")
final class StepEndsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Pattern STATE = Pattern.compile("JobState=(\\S+)");
    private static final List<String> GOES_ON = List.of("PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED");

    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    /** What happens to a job while it runs. */
    private interface Event {
        void happens(Run run) throws IOException;
    }

    /** A job that was submitted. */
    private interface Run {
        /** SLURM's number of it. */
        String id();

        /** Where it runs. */
        Path ws();

        /** Waits for that. */
        Ended ended() throws IOException;
    }

    /** @param said line by line, in any order, since two streams are one here; each once, without what differs from job to job */
    private record Ended(String state, List<String> said) {
        static Ended of(String state, String printed) {
            return new Ended(
                    state,
                    printed.replaceAll("(StepId=|STEP |JOB |job )\\d+", "$1J")
                            .replaceAll(" AT \\S+", " AT T")
                            .replaceAll("\\bn\\d\\b", "n")
                            .replace("srun: got SIGCONT\n", "") // at Landlock not every time: it is resumed, too
                            .replaceAll("Detected \\d+ oom", "Detected some oom")
                            .lines()
                            .distinct() // one node or each may say it
                            .sorted()
                            .toList());
        }

        /** Of what it said, only what has that in it. */
        Ended about(String word) {
            return new Ended(
                    state, said.stream().filter(line -> line.contains(word)).toList());
        }
    }

    private record Plain(SlurmCluster slurm, String id, Path ws, Path log) implements Run {
        @Override
        public Ended ended() throws IOException {
            String state = Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> state(slurm.run("scontrol", "show", "job", id)), word -> !GOES_ON.contains(word));
            return Ended.of(state, Files.readString(log, StandardCharsets.ISO_8859_1));
        }
    }

    private record Daemons(JobsRig daemon, JobId job, Path ws) implements Run {
        @Override
        public String id() {
            return Objects.requireNonNull(Patience.await()
                            .atMost(PATIENCE)
                            .until(() -> daemon.status(job), info -> info.schedulerId() != null)
                            .schedulerId())
                    .toString();
        }

        @Override
        public Ended ended() throws IOException {
            JobInfo info = Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> daemon.status(job), now -> now.state().terminal());
            Path log = daemon.places.folder(job).path().resolve("stdout");
            String printed =
                    Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "never begun: " + info;
            return Ended.of(info.state().name(), printed);
        }
    }

    @BeforeEach
    void needsSlurm() {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
    }

    /** @param options of sbatch, with blanks between */
    private Run plain(SlurmCluster slurm, String options, String script) throws IOException {
        Path ws = Files.createDirectories(folder.toRealPath().resolve("plain"));
        Path file = Files.writeString(Files.createTempFile(ws, "script", ""), script(options, script));
        Path log = file.resolveSibling(file.getFileName() + ".out");
        String id = slurm.run("sbatch", "--parsable", "-D", ws.toString(), "-o", log.toString(), file.toString())
                .strip();
        return new Plain(slurm, id, ws, log);
    }

    private Run daemons(JobsRig daemon, Limits limits, String options, String script) throws IOException {
        JobId job = daemon.submit(
                        JobSpec.builder().script(script(options, script)).build())
                .job();
        return new Daemons(daemon, job, Limits.allowed(root(limits)));
    }

    private Path root(Limits limits) throws IOException {
        return Files.createDirectories(folder.toRealPath().resolve(limits.toString()));
    }

    private static String script(String options, String script) {
        return "#!/bin/bash\n#SBATCH " + options + "\nexec 2>&1\n" + script;
    }

    private static String state(String job) {
        Matcher found = STATE.matcher(job);
        assertThat(found.find()).as(job).isTrue();
        return found.group(1);
    }

    private static void awaitFile(Path file) {
        Patience.await().atMost(PATIENCE).until(() -> Files.exists(file));
    }

    /**
     * One after the other; returns how it ended without a daemon.
     *
     * @param word of which lines are compared; empty: of all
     */
    private Ended endsEverywhereAsWithoutADaemon(
            SlurmCluster slurm, String options, String script, String word, Event event) throws IOException {
        Run run = plain(slurm, options, script);
        event.happens(run);
        Ended plain = run.ended().about(word);
        for (Limits limits : List.of(Limits.OFF, Limits.LANDLOCK, Limits.BUBBLEWRAP)) {
            try (JobsRig daemon = limits.daemon(root(limits), slurm)) {
                Run other = daemons(daemon, limits, options, script);
                event.happens(other);
                assertThat(other.ended().about(word)).as("at " + limits).isEqualTo(plain);
            }
        }
        return plain;
    }

    @Test
    void aStepThatIsOutOfMemory() throws Exception {
        assumeTrue(SlurmCluster.cannotLimitMemory().isEmpty(), SlurmCluster.cannotLimitMemory());
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain().limitingMemory())) {
            Ended ended = endsEverywhereAsWithoutADaemon(slurm, "--mem=800", """
                    srun -n1 perl -e '$x = "x" x 1000000000; exit 4'; code=$?; echo code $code; exit $code
                    """, "", _ -> {});

            assertThat(ended.said().toString()).contains("Out Of Memory");
        }
    }

    @Test
    void stepsThatEndOrAreKilledOrCancelled() throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain().withNodes(2))) {
            Ended ended = endsEverywhereAsWithoutADaemon(slurm, "-N2 -n2", """
                    srun -N1 -n1 sh -c 'exit 3'; echo code $?
                    srun -N1 -n1 sh -c 'kill -9 $$'; echo code $?
                    srun -N1 -n1 sh -c 'kill -TERM $$'; echo code $?
                    srun -N1 -n1 sh -c 'kill -SEGV $$'; echo code $?
                    srun -N2 -n2 sh -c 'touch up.$SLURM_PROCID; exec sleep 4724'; echo code $?
                    srun -N1 -n1 true; echo code $?; exit 9
                    """, "", run -> {
                awaitFile(run.ws().resolve("up.0"));
                awaitFile(run.ws().resolve("up.1"));
                slurm.run("scancel", run.id() + ".4");
            });

            assertThat(ended.state()).isEqualTo("FAILED");
            assertThat(ended.said()).contains("code 3", "code 137", "code 143", "code 139", "code 0");
        }
    }

    /** What a script's srun says after the script has ended is lost in the daemon's jobs, which end with it. */
    @Test
    void aNodeThatIsLostUnderAStep() throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain().withNodes(2))) {
            Ended ended = endsEverywhereAsWithoutADaemon(slurm, "-N2 -n2 --no-requeue", """
                    srun -N2 -n2 sh -c 'touch up.$SLURM_PROCID; exec sleep 4723'; echo code $?
                    """, "STEP J.0", run -> {
                awaitFile(run.ws().resolve("up.0"));
                awaitFile(run.ws().resolve("up.1"));
                slurm.run("scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=power");
                Patience.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                                        .map(process ->
                                                process.info().commandLine().orElse("")))
                                .noneMatch(line -> line.contains("sleep 4723")));
                slurm.run("scontrol", "update", "NodeName=n2", "State=RESUME");
            });

            assertThat(ended.state()).isEqualTo("NODE_FAIL");
            assertThat(ended.said()).singleElement().asString().contains("DUE TO NODE FAILURE");
        }
    }

    @Test
    void stepsThatAreSuspendedAndResumed() throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain().withNodes(2))) {
            Ended ended = endsEverywhereAsWithoutADaemon(slurm, "-N2 -n2", """
                    srun -N2 -n2 sh -c 'touch up.$SLURM_PROCID; exec sleep 4722'; echo code $?; exit 9
                    """, "", run -> {
                awaitFile(run.ws().resolve("up.0"));
                awaitFile(run.ws().resolve("up.1"));
                slurm.run("scontrol", "suspend", run.id());
                awaitSleepers("T");
                slurm.run("scontrol", "resume", run.id());
                awaitSleepers("S");
                slurm.run("scancel", run.id() + ".0");
            });

            assertThat(ended.state()).isEqualTo("FAILED");
            assertThat(ended.said()).contains("code 137");
        }
    }

    /** As long as something has the output of a step open, SLURM waits for that: here for an hour. */
    @Test
    void aStepThatLeavesSomethingRunningEndsWithoutIt() throws Exception {
        try (SlurmCluster slurm =
                SlurmCluster.start(SlurmVariant.plain().withNodes(2).with("EioTimeout=3600"))) {
            Ended ended = endsEverywhereAsWithoutADaemon(slurm, "-N2 -n2", """
                    srun -N2 -n2 sh -c 'setsid sleep 4721 >/dev/null 2>&1 & exit 3'; echo code $?
                    """, "code", _ -> {});

            assertThat(ended.said()).contains("code 3");
        }
    }

    /** Until both tasks of {@code sleep 4722} are in that state, one of proc(5). */
    private static void awaitSleepers(String state) {
        Patience.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                                .filter(StepEndsTest::isSleeper)
                                .map(process -> stateOf(process.pid())))
                        .containsExactly(state, state));
    }

    /** Not the srun that starts it, whose command line ends in the same way. */
    private static boolean isSleeper(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/sleep")
                && process.info().commandLine().orElse("").endsWith(" 4722");
    }

    private static String stateOf(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return line.substring(line.lastIndexOf(')') + 2).substring(0, 1);
        } catch (IOException e) {
            return "gone";
        }
    }

    /** SLURM warns up to a minute earlier than it is asked to: all at once, since each waits for a minute or two. */
    @Test
    void aWarningBeforeTheTimeLimitReachesWhomItIsFor() throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain().withNodes(4));
                JobsRig off = Limits.OFF.daemon(root(Limits.OFF), slurm);
                JobsRig landlock = Limits.LANDLOCK.daemon(root(Limits.LANDLOCK), slurm);
                JobsRig bubblewrap = Limits.BUBBLEWRAP.daemon(root(Limits.BUBBLEWRAP), slurm)) {
            List<List<Run>> all = new ArrayList<>();
            for (String whom : List.of("", "B:")) {
                String options = "-N1 -n1 --time=3 --signal=" + whom + "USR1@60";
                String script = """
                        mkdir warned%1$s; cd warned%1$s
                        trap 'echo script warned; touch warned' USR1
                        srun -N1 -n1 perl -e '$| = 1; $SIG{USR1} = sub { print "step warned\n"; open F, ">warned"; exit 6 };
                            select undef, undef, undef, 0.1 until -e "over"' &
                        while wait $!; code=$?; [ $code -gt 128 ] && kill -0 $! 2>/dev/null; do :; done
                        echo code $code
                        """.formatted(whom.replace(":", ""));
                all.add(List.of(
                        plain(slurm, options, script),
                        daemons(off, Limits.OFF, options, script),
                        daemons(landlock, Limits.LANDLOCK, options, script),
                        daemons(bubblewrap, Limits.BUBBLEWRAP, options, script)));
            }
            List<Ended> steps = ended(all.getFirst(), "warned");
            List<Ended> alone = ended(all.getLast(), "warnedB");

            assertThat(steps).containsOnly(steps.getFirst());
            assertThat(alone).containsOnly(alone.getFirst());
            assertThat(steps.getFirst().said())
                    .contains("step warned", "code 6")
                    .doesNotContain("script warned");
            assertThat(alone.getFirst().said())
                    .contains("script warned", "code 0")
                    .doesNotContain("step warned");
        }
    }

    private static List<Ended> ended(List<Run> runs, String name) throws IOException {
        List<Ended> ended = new ArrayList<>();
        for (Run run : runs) {
            Path ws = run.ws().resolve(name);
            awaitFile(ws.resolve("warned"));
            Files.createFile(ws.resolve("over"));
        }
        for (Run run : runs) {
            ended.add(run.ended());
        }
        return ended;
    }
}
