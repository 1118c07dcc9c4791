package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.jobs.slurm.submit.OptionRule;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each option of the table, given to a real SLURM by a job that runs at each level. */
@Order(3)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class TriedOptionsTest {
    /** Options that go together, one job a line, and what SLURM then says of the job. */
    private static final List<Together> ACCEPTED =
            Stream.of("""
            --job-name=tried --time=5 --time-min=1 --deadline=now+1hour --nodes=1 --ntasks=1 --cpus-per-task=1 --partition=main \
            --account=x --qos=normal --nodelist=NODE --exclude= --constraint=fast --batch=fast --begin=now --acctg-freq=10 \
            --cpu-freq=low --distribution=block --delay-boot=1 --mincpus=1 --mail-type=NONE --mail-user=root --mcs-label=root \
            --priority=100 --open-mode=append --wckey=x --mem=10 --tmp=0 --switches=1 --prefer=fast --profile=none \
            --propagate=NONE --licenses=box:1 --reservation=mine --signal=B:USR1@1 --wait-all-nodes=1 --output=out --error=err \
            --input=/etc/hostname --chdir=WORK --export=NONE --quiet --verbose --parsable --ignore-pbs \
            | JobName=tried TimeLimit=00:05:00 TimeMin=00:01:00 Features=fast BatchFeatures=fast DelayBoot=00:01:00 CPU_max_freq=Low \
            MCS_label=root Priority=100 MinMemoryNode=10M Switches=1 Licenses=box:1 Reservation=mine
            --core-spec=1 --contiguous --no-kill --requeue --overcommit --oversubscribe --nice=5 --spread-job --array=0 --hold \
            --dependency=afterok:FIRST | Nice=5 Contiguous=1 Requeue=1 OverSubscribe=YES ArrayTaskId=0
            --thread-spec=1 --exclusive --no-requeue --nice --hint=nomultithread --use-min-nodes | Nice=100 Requeue=0 OverSubscribe=NO
            --extra-node-info=1 --ntasks-per-core=1 | NumTasks=1
            --gpus=fake:1 --cpus-per-gpu=1 --mem-per-gpu=10 --gpu-bind=none --gpu-freq=low \
            | TresPerJob=gres:gpu:fake:1 CpusPerTres=gres:gpu:1 MemPerTres=gres:gpu:10
            --gres=gpu:fake:1 --gres-flags=enforce-binding --ntasks-per-node=1 --ntasks-per-socket=1 --mem-per-cpu=10 --mem-bind=none \
            | TresPerNode=gres:gpu:fake:1 MinMemoryCPU=10M
            --gpus-per-task=1 --ntasks=1 --gpus-per-node=1 --network=x | TresPerTask=gres:gpu:1 Network=x
            --gpus-per-socket=1 --sockets-per-node=1 --cores-per-socket=1 --threads-per-core=1 | TresPerSocket=gres:gpu:1
            --gpus=1 --ntasks-per-gpu=1 | TresPerJob=gres:gpu:1
            """.split("\n")).map(Together::of).toList();

    /** Of a later or an earlier SLURM: the job runs, or this sbatch does not know the option and is told of by name. */
    private static final List<String> NOT_IN_EVERY_SLURM = List.of(
            "--oom-kill-step=1",
            "--power=level",
            "--stepmgr --resv-ports=1",
            "--segment=1",
            "--share",
            "--spread-segments",
            "--tres-bind=gres/gpu:none",
            "--ntasks=1 --tres-per-task=gres/gpu:1");

    /** Taken, and not waited for: SLURM would boot the node, which since 24.05 is down until it has. */
    private static final String REBOOT = "--reboot";

    /** Each is refused by its name, with the way around. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("bb", "copy it in the script"),
            Map.entry("bbf", "copy it in the script"),
            Map.entry("cluster-constraint", "ask a daemon of the other cluster"),
            Map.entry("clusters", "ask a daemon of the other cluster"),
            Map.entry("comment", "the field \"context\""),
            Map.entry("container", "start the container in the script"),
            Map.entry("container-id", "start the container in the script"),
            Map.entry("container-type", "start the container in the script"),
            Map.entry("export-file", "the field \"env\""),
            Map.entry("get-user-env", "#!/bin/bash -l"),
            Map.entry("gid", "leave it out"),
            Map.entry("help", "leave it out"),
            Map.entry("immediate", "--deadline"),
            Map.entry("jobid", "leave it out"),
            Map.entry("kill-on-invalid-dep", "leave it out"),
            Map.entry("nodefile", "--nodelist"),
            Map.entry("test-only", "job.status has the expected start"),
            Map.entry("uid", "leave it out"),
            Map.entry("usage", "leave it out"),
            Map.entry("version", "leave it out"),
            Map.entry("wait", "hpc job wait"),
            Map.entry("wrap", "the field \"argv\""),
            Map.entry("x11", "leave it out"));

    /** @param shown by SLURM of the job */
    private record Together(String options, List<String> shown) {
        static Together of(String line) {
            String[] parts = line.split(" \\| ", -1);
            return new Together(parts[0].strip(), List.of(parts[1].strip().split(" +", -1)));
        }

        Stream<String> words() {
            return Stream.of(options.split(" +", -1));
        }

        /** Says which process is the first that it sees, and tries to write outside. */
        String script(String ran, Path outside) {
            return words().map("#SBATCH "::concat).collect(Collectors.joining("\n", "#!/bin/bash\n", "\n"))
                    + "echo $(</proc/1/comm) >" + ran + "\n: >" + outside + "\nexit 0\n";
        }
    }

    @TempDir(factory = OutsideTmp.class)
    private Path root;

    private SlurmCluster slurm;

    @BeforeAll
    void cluster() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain()
                .withEquipment()
                .with("Licenses=box:2")
                .with("MpiParams=ports=20000-20015") // for --resv-ports
                .with("MCSPlugin=mcs/user")
                .with("MCSParameters=ondemand,select"));
        slurm.run(
                "scontrol",
                "create",
                "reservation",
                "ReservationName=mine",
                "Users=" + System.getProperty("user.name"),
                "StartTime=now",
                "Duration=60",
                "Licenses=box:1",
                "NodeCnt=0",
                "Flags=ANY_NODES");
    }

    @AfterAll
    void stop() throws IOException {
        if (slurm != null) {
            slurm.close();
        }
    }

    @Test
    void everyOptionIsTried() {
        Set<String> tried = Stream.of(
                        ACCEPTED.stream().flatMap(Together::words),
                        NOT_IN_EVERY_SLURM.stream().flatMap(line -> Stream.of(line.split(" ", -1))),
                        Stream.of(REBOOT))
                .flatMap(words -> words)
                .map(TriedOptionsTest::name)
                .collect(Collectors.toSet());
        tried.addAll(REFUSED.keySet());

        assertThat(tried).isEqualTo(OptionRule.all().keySet());
    }

    private static String name(String word) {
        return word.replaceFirst("^--([a-z0-9-]+).*", "$1");
    }

    @ParameterizedTest
    @EnumSource
    void aJobRunsWithThemWithinItsLimits(Limits limits) throws Exception {
        Path place = root.toRealPath().resolve(limits.name());
        Files.createDirectories(place.resolve("outside"));
        SoftAssertions softly = new SoftAssertions();
        try (JobsRig daemon = limits.daemon(place, slurm)) {
            Map<JobId, Together> jobs = submitted(daemon, place.resolve("outside"));
            Map<JobId, String> later = notInEverySlurm(daemon, softly);
            for (Map.Entry<JobId, Together> job : jobs.entrySet()) {
                String what = job.getValue().options();
                JobInfo end = end(daemon, job.getKey());
                softly.assertThat(end)
                        .as(what)
                        .returns(JobState.COMPLETED, JobInfo::state)
                        .returns(0, JobInfo::exitCode)
                        .returns(limits.word(), JobInfo::sandbox);
                softly.assertThat(shown(end)).as(what).contains(job.getValue().shown());
            }
            for (int number = 0; number < jobs.size(); number++) {
                softly.assertThat(daemon.work().resolve("ran." + number))
                        .hasContent(limits == Limits.BUBBLEWRAP ? "bwrap" : Files.readString(Path.of("/proc/1/comm")));
                softly.assertThat(Files.exists(place.resolve("outside").resolve("" + number)))
                        .as("whether job %s wrote outside", number)
                        .isEqualTo(!limits.enforced());
            }
            reboots(daemon, softly);
            later.forEach((job, option) ->
                    softly.assertThat(end(daemon, job).state()).as(option).isEqualTo(JobState.COMPLETED));
            REFUSED.forEach((name, way) -> softly.assertThatThrownBy(
                            () -> daemon.submit(Specs.script("#!/bin/sh\n#SBATCH --" + name + "=1\ntrue\n")))
                    .as(name)
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining("line 2 of the script has --" + name + ": ")
                    .hasMessageContaining(way));
        }
        softly.assertAll();
    }

    /** In the older form of GPUs; since 23.11 they are {@code gres/gpu:1}, or {@code gres/gpu=1} of a task. */
    private String shown(JobInfo job) {
        return slurm.run("scontrol", "show", "job", String.valueOf(job.schedulerId()))
                .replaceAll("gres/gpu[:=]", "gres:gpu:");
    }

    private void reboots(JobsRig daemon, SoftAssertions softly) {
        JobInfo job = daemon.submit(Specs.script("#!/bin/sh\n#SBATCH --hold " + REBOOT + "\n"));
        softly.assertThat(shown(job)).contains("Reboot=1");
        daemon.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job.job(), null));
        softly.assertThat(end(daemon, job.job()).state()).isEqualTo(JobState.CANCELLED);
    }

    private Map<JobId, Together> submitted(JobsRig daemon, Path outside) throws IOException {
        String node = InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
        Map<JobId, Together> jobs = new LinkedHashMap<>();
        String first = "";
        for (Together together : ACCEPTED) {
            String script = together.script("ran." + jobs.size(), outside.resolve("" + jobs.size()))
                    .replace("WORK", "" + daemon.work())
                    .replace("NODE", node)
                    .replace("FIRST", first);
            JobInfo job = daemon.submit(Specs.script(script));
            first = first.isEmpty() ? job.job().value() : first;
            jobs.put(job.job(), together);
            if (together.words().anyMatch("--hold"::equals)) {
                slurm.run("scontrol", "release", String.valueOf(job.schedulerId()));
            }
        }
        return jobs;
    }

    private static Map<JobId, String> notInEverySlurm(JobsRig daemon, SoftAssertions softly) {
        Map<JobId, String> jobs = new LinkedHashMap<>();
        for (String option : NOT_IN_EVERY_SLURM) {
            try {
                jobs.put(
                        daemon.submit(Specs.script("#!/bin/sh\n#SBATCH " + option + "\n"))
                                .job(),
                        option);
            } catch (HpcException e) {
                softly.assertThat(e.reason())
                        .matches("this cluster's sbatch has no option --[a-z-]+; leave it out")
                        .containsAnyOf(Stream.of(option.split(" ", -1))
                                .map(word -> " --" + name(word) + ";")
                                .toArray(String[]::new));
            }
        }
        return jobs;
    }

    private static JobInfo end(JobsRig daemon, JobId job) {
        return Patience.await()
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }
}
