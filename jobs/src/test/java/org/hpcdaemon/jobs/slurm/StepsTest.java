package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.testkit.Installed;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code srun} in jobs within the limits, on a SLURM of three nodes. */
@Tag("slow")
final class StepsTest extends OnSeveralNodes {
    private static final String ONE_NODE = "-N1 -n1";

    StepsTest() {
        super(3);
    }

    private JobsRig daemon(Limits limits) throws IOException {
        root = Files.createDirectories(folder.toRealPath().resolve(limits.toString()));
        return limits.daemon(root, slurm());
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void stepsRunOnEveryNodeAndSayWhatTheySayOutside(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            String printed = printed(daemon, """
                    mkdir sub
                    srun -N2 -n4 sh -c 'echo node $SLURMD_NODENAME task $SLURM_PROCID' | sort; echo code $?
                    srun -N3 -n3 --ntasks-per-node=1 -l sh -c 'echo labelled' | sort
                    srun -N1 -n1 sh -c 'exit 3'; echo code $?
                    srun -N1 -n1 sh -c 'kill -9 $$'; echo code $?
                    echo by stdin | srun -N1 -n1 cat
                    srun -N1 -n1 head -c 30000000 /dev/zero | wc -c
                    srun -N1 -n1 yes | head -n 1
                    X=in srun -N1 -n1 -D sub sh -c 'echo $X ${PWD##*/}'
                    srun -N2 -n2 -o out.%t sh -c 'echo out $SLURM_PROCID; echo err >&2'; cat out.0 out.1
                    srun -N1 -n1 --output=20260701-run1 --error=e sh -c 'echo to o; echo to e >&2'; cat 20260701-run1 e
                    srun -N1 -n1 -- sh -c 'srun -N1 -n1 --overlap echo nested'
                    (ulimit -S -c 0; srun -N1 -n1 bash -c 'ulimit -S -c')
                    """);

            assertThat(printed.lines().filter(line -> !line.startsWith("srun: ") && !line.startsWith("slurmstepd")))
                    .containsExactly(
                            "node n1 task 0",
                            "node n1 task 1",
                            "node n2 task 2",
                            "node n2 task 3",
                            "code 0",
                            "0: labelled",
                            "1: labelled",
                            "2: labelled",
                            "code 3",
                            "code 137",
                            "by stdin",
                            "30000000",
                            "y",
                            "in sub",
                            "out 0",
                            "err",
                            "out 1",
                            "err",
                            "to o",
                            "to e",
                            "nested",
                            "0");
            assertThat(printed).contains("task 0: Exited with exit code 3", "task 0: Killed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void aTaskReachesNoMoreThanItsJob(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            Path user = Files.createDirectories(root.resolve("user"));
            Path secret = Files.writeString(root.resolve("state").resolve("secret"), "XsecretX\n");
            Files.writeString(Files.createDirectories(user.resolve(".ssh")).resolve("id_rsa"), "XsecretX\n");
            String printed = printed(daemon, """
                    srun -N2 -n2 sh -c '
                        grep -E "NoNewPrivs|CapEff|Seccomp:" /proc/self/status
                        cat %1$s %2$s/.ssh/id_rsa; (echo > %2$s/evil) && echo XreachedX; (echo > %2$s/../evil) && echo XreachedX
                        (echo > $HPC_DAEMON_STEPS/evil) && echo XreachedX; mv $HPC_DAEMON_STEPS/lock $HPC_DAEMON_STEPS/l && echo XreachedX
                        timeout 3 sbatch --wrap true && echo XreachedX; cat /run/munge/* && echo XreachedX
                        env | grep HPC_DAEMON_STEPS_OF
                        echo end'
                    srun -N1 -n1 -o %2$s/evil true
                    srun -N1 -n1 -o %2$s/evil.%%t true
                    ln -s %2$s/evil link; srun -N1 -n1 -o link true
                    srun -N1 -n1 -i %2$s/.ssh/id_rsa cat
                    """.formatted(secret, user));

            assertThat(printed)
                    .doesNotContain("XreachedX", "XsecretX", "HPC_DAEMON_STEPS_OF")
                    .containsPattern("(?s)NoNewPrivs:\\s1.*NoNewPrivs:\\s1")
                    .containsPattern("(?s)CapEff:\\s0{16}.*CapEff:\\s0{16}")
                    .containsPattern("(?s)Seccomp:\\s2.*Seccomp:\\s2")
                    .containsPattern("(?m)(?s)^end$.*^end$");
            assertThat(user.resolve("evil")).doesNotExist();
            assertThat(user.resolve("evil.0")).doesNotExist();
            assertThat(root.resolve("evil")).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void whatIsNotAStepOfItsOwnJobIsRefusedByName(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            JobId other = submit(daemon, ONE_NODE, "touch other; until [ -e go ]; do sleep 0.1; done");
            Patience.await().atMost(PATIENCE).until(() -> Files.exists(ws().resolve("other")));
            String id = String.valueOf(Patience.await()
                    .until(() -> daemon.status(other), info -> info.state() == JobState.RUNNING)
                    .schedulerId());
            String pipes =
                    daemon.places.folder(other).path().resolve(".steps/pipes").toString();
            JobId asking = submit(daemon, ONE_NODE, """
                    attempt() { "$@" && echo "XstartedX $*"; }
                    attempt srun --jobid=%1$s true
                    SLURM_JOB_ID=%1$s attempt srun true
                    attempt srun --task-prolog=/bin/true true
                    attempt srun --prolog /bin/true true
                    attempt srun -Z true
                    attempt srun --multi-prog x
                    attempt srun --bcast=/x true
                    attempt srun -w /etc/passwd true
                    attempt srun --uid=1 true
                    attempt srun -M elsewhere true
                    attempt srun --pty true
                    attempt srun --new-in-slurm-99 true
                    attempt srun --cont true
                    attempt srun --job-name='a"b' true
                    attempt srun
                    cat %2$s/boot && echo XstartedX
                    HPC_DAEMON_STEPS=%2$s attempt srun -N1 -n1 true
                    """.formatted(id, pipes));
            awaitEnd(daemon, asking);

            assertThat(out(daemon, asking))
                    .doesNotContain("XstartedX")
                    .contains(
                            "srun: --jobid=" + id + ": a step runs in its own job, ",
                            "SLURM_JOB_ID is " + id + ", and a step runs in its own job",
                            "--task-prolog: it would run outside of the limits",
                            "--prolog: it would run outside",
                            "--no-allocate: a step runs in its job",
                            "--multi-prog: let each task choose",
                            "--bcast: programs are not copied",
                            "--nodelist=/etc/passwd names a file",
                            "--uid: jobs run as the daemon's user",
                            "--clusters: ",
                            "--pty: a step has no terminal here",
                            "--new-in-slurm-99 is not an option of srun",
                            "--cont may be ",
                            "--job-name has a control character, a quote",
                            "there is no command to run");
            Files.createFile(ws().resolve("go"));
            assertThat(awaitEnd(daemon, other)).returns(JobState.COMPLETED, JobInfo::state);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void signalsReachTheTasksAndACancelledStepIsToldAsSuch(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            JobId job = submit(daemon, """
                    srun -N1 -n1 sh -c "trap 'echo usr1; exit 5' USR1; touch a; while :; do sleep 0.1; done" &
                    until [ -e a ]; do sleep 0.1; done; kill -USR1 $!; wait $!; echo code $?
                    srun -N1 -n1 sh -c 'touch b; exec sleep 4715' &
                    until [ -e b ]; do sleep 0.1; done; kill -TERM $!; wait $!; echo code $?
                    srun -N2 -n2 sh -c 'touch c; exec sleep 4715'; echo code $?
                    """);
            Patience.await().atMost(PATIENCE).until(() -> Files.exists(ws().resolve("c")));
            String id = String.valueOf(daemon.status(job).schedulerId());
            slurm().run("scancel", id + ".2");

            assertThat(awaitEnd(daemon, job)).returns(JobState.COMPLETED, JobInfo::state);
            assertThat(out(daemon, job).lines().filter(line -> line.startsWith("usr1") || line.startsWith("code")))
                    .containsExactly("usr1", "code 5", "code 137", "code 137");
            assertThat(out(daemon, job)).contains("CANCELLED AT");
            nothingRuns("sleep 4715");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void suspendedAStepStandsStillAndWhatSlurmSignalsItHears(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            JobId job = submit(daemon, """
                    srun -N2 -n2 sh -c 'trap "echo warned; exit 6" USR1
                    while :; do echo >>beats.$SLURM_PROCID; sleep 0.1; done'
                    code=$?; echo code $code; exit $code
                    """);
            Path beats = ws().resolve("beats.1");
            Patience.await().atMost(PATIENCE).until(() -> Files.exists(beats) && Files.exists(ws().resolve("beats.0")));
            String id = String.valueOf(Patience.await()
                    .until(() -> daemon.status(job), info -> info.state() == JobState.RUNNING)
                    .schedulerId());

            slurm().run("scontrol", "suspend", id);
            Patience.await().until(() -> "suspended".equals(daemon.status(job).reason()));
            Patience.await()
                    .untilAsserted(() -> assertThat(SandboxedJobsTest.states(ws()))
                            .isNotEmpty()
                            .containsOnly('T'));
            long stood = Files.size(beats);
            slurm().run("scontrol", "resume", id);
            Patience.await().until(() -> Files.size(beats) > stood);

            slurm().run("scancel", "--signal=USR1", id); // as --signal without B: does, to the steps alone
            assertThat(awaitEnd(daemon, job))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(6, JobInfo::exitCode);
            assertThat(out(daemon, job))
                    .containsPattern("(?s)warned\n.*warned\n")
                    .contains("code 6");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void theBrokersDeathEndsTheStepsAndTheJobGoesOn(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            JobId job = submit(daemon, """
                    srun -N2 -n2 sh -c 'touch $SLURMD_NODENAME; exec sleep 4716'; echo code $?
                    srun -N1 -n1 true; echo code $?
                    until [ -e go ]; do sleep 0.1; done
                    """);
            Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(ws().resolve("n1")) && Files.exists(ws().resolve("n2")));
            String broker = daemon.places.folder(job).path().resolve("steps") + " broker";
            ProcessHandle.allProcesses()
                    .filter(process -> process.info().commandLine().orElse("").contains(broker))
                    .forEach(ProcessHandle::destroyForcibly);

            Patience.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(out(daemon, job)).contains("the broker of this job's steps", "code 1"));
            Patience.await().atMost(PATIENCE).untilAsserted(() -> nothingRuns("sleep 4716"));
            Files.createFile(ws().resolve("go"));
            assertThat(awaitEnd(daemon, job)).returns(JobState.COMPLETED, JobInfo::state);
            assertThat(out(daemon, job).lines().filter(line -> line.startsWith("code")))
                    .containsExactly("code 1", "code 1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void javaTriesTheSandboxOnceOnEachNode(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            JobId job = submit(daemon, """
                    srun -N3 -n3 true; touch tried
                    until [ -e replaced ]; do sleep 0.1; done
                    srun -N3 -n3 sh -c 'echo on $SLURMD_NODENAME' | sort; touch again
                    until [ -e failed ]; do sleep 0.1; done
                    srun -N1 -n1 -w n2 true
                    """);
            awaitFile("tried");
            Path started = ws().resolve("java-started");
            Path instead = Files.writeString(ws().resolve("instead"), "#!/bin/sh\ntouch " + started + "\nexit 125\n");
            Files.setPosixFilePermissions(instead, PosixFilePermissions.fromString("rwx------"));
            Path folder = daemon.places.folder(job).path();
            Files.writeString(
                    folder.resolve("box.entrance"), System.getProperty("java.home") + "\0" + "0\0" + instead + "\0");
            Files.createFile(ws().resolve("replaced"));
            awaitFile("again");
            assertThat(started).doesNotExist();

            // As the box leaves it if it can be made there no more.
            Files.writeString(folder.resolve(".steps/entered.n2"), "refused\n");
            Files.createFile(ws().resolve("failed"));
            awaitEnd(daemon, job);
            assertThat(started).exists();
            assertThat(out(daemon, job)).contains("on n1\non n2\non n3\n");
        }
    }

    /** One that is lost leaves the broker waiting for a request that nobody makes. */
    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void noTicketIsLost(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            String printed = printed(daemon, """
                    for ((i = 0; i < 20; i++)); do srun -N1 -n1 true; done
                    for ((i = 0; i < 10; i++)); do srun -N1 -n1 --overlap true & done; wait
                    cd $HPC_DAEMON_STEPS; until set -- [0-9]*; [ $# = 1 ] && [ "$1" -gt 30 ]; do sleep 0.1; done
                    echo next $1
                    """);

            assertThat(printed).isEqualTo("next 31\n");
        }
    }

    private void awaitFile(String name) {
        Patience.await().atMost(PATIENCE).until(() -> Files.exists(ws().resolve(name)));
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void nothingOfAStepIsLeftAfterItsJob(Limits limits) throws Exception {
        try (JobsRig daemon = daemon(limits)) {
            String left = """
                    srun -N3 -n3 sh -c 'touch $SLURMD_NODENAME; exec sleep 4717' &
                    until [ -e n1 ] && [ -e n2 ] && [ -e n3 ]; do sleep 0.1; done
                    """;
            JobId ended = submit(daemon, left + "rm n1 n2 n3");
            assertThat(awaitEnd(daemon, ended)).returns(JobState.COMPLETED, JobInfo::state);
            Patience.await().atMost(PATIENCE).untilAsserted(() -> nothingRuns("sleep 4717"));
            JobId cancelled = submit(daemon, left + "wait");
            Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> Stream.of("n1", "n2", "n3").allMatch(name -> Files.exists(ws().resolve(name))));
            daemon.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(cancelled, null));
            assertThat(awaitEnd(daemon, cancelled)).returns(JobState.CANCELLED, JobInfo::state);
            Patience.await().atMost(PATIENCE).untilAsserted(() -> nothingRuns("sleep 4717"));
            for (JobId job : List.of(ended, cancelled)) {
                nothingRuns(daemon.places.folder(job).path().resolve("steps").toString());
                assertThat(daemon.places.folder(job).path().resolve(".steps")).doesNotExist();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void mpiRunsOverTwoNodesAndByPmix(Limits limits) throws Exception {
        assumeTrue(Installed.has("mpicc.openmpi") && Installed.has("mpirun.openmpi"), "Open MPI is installed");
        try (JobsRig daemon = daemon(limits)) {
            Files.writeString(ws().resolve("ring.c"), """
                    #include <mpi.h>
                    #include <stdio.h>
                    int main(int argc, char **argv) {
                        int rank, size, token = 0;
                        MPI_Init(&argc, &argv);
                        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
                        MPI_Comm_size(MPI_COMM_WORLD, &size);
                        if (rank > 0) MPI_Recv(&token, 1, MPI_INT, rank - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
                        token++;
                        MPI_Send(&token, 1, MPI_INT, (rank + 1) % size, 0, MPI_COMM_WORLD);
                        if (rank == 0) {
                            MPI_Recv(&token, 1, MPI_INT, size - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
                            printf("ring of %d: %d\\n", size, token);
                        }
                        MPI_Finalize();
                        return 0;
                    }
                    """);
            // Two nodes on one machine have one /dev/shm, in which the ranks of both would meet. Open MPI 5 finds no
            // way by TCP
            // from an address to itself, unless it is loopback's.
            String printed = printed(daemon, """
                    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl_tcp_if_include=lo
                    mpicc.openmpi -o ring ring.c
                    mpirun.openmpi -n 6 --mca btl self,tcp ./ring; echo mpirun $?
                    mpirun.openmpi -n 6 sh -c 'echo on $SLURMD_NODENAME' | sort -u
                    if srun --mpi=list 2>&1 | grep -qw pmix; then srun -N1 -n2 --mpi=pmix ./ring; else echo 'ring of 2: 2'; fi
                    """);

            assertThat(printed).contains("ring of 6: 6\nmpirun 0\n", "on n1\non n2\non n3\n", "ring of 2: 2\n");
        }
    }

    private Path ws() {
        return Limits.allowed(root);
    }

    private static void nothingRuns(String word) {
        assertThat(ProcessHandle.allProcesses()
                        .filter(ProcessHandle::isAlive)
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(word));
    }

    private String printed(JobsRig daemon, String script) throws IOException {
        JobId job = submit(daemon, script);
        awaitEnd(daemon, job);
        return out(daemon, job);
    }

    /** A job of all nodes. */
    private static JobId submit(JobsRig daemon, String script) {
        return submit(daemon, "-N3 -n6", script);
    }

    private static JobId submit(JobsRig daemon, String size, String script) {
        return daemon.submit(JobSpec.builder()
                        .script("#!/bin/bash\n#SBATCH " + size + "\nexec 2>&1\n" + script)
                        .build())
                .job();
    }

    private static String out(JobsRig daemon, JobId job) throws IOException {
        return Files.readString(daemon.places.folder(job).path().resolve("stdout"), StandardCharsets.ISO_8859_1)
                + Files.readString(daemon.places.folder(job).path().resolve("stderr"), StandardCharsets.ISO_8859_1);
    }

    private static JobInfo awaitEnd(JobsRig daemon, JobId job) {
        return Patience.await()
                .atMost(PATIENCE)
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }
}
