package org.hpcdaemon.jobs.slurm.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job says of itself in its script, its variables and its options, and what it may not say. */
final class SpecReaderTest {
    @TempDir
    Path home;

    private Path work;
    private SpecReader reader;

    @BeforeEach
    void places() throws IOException {
        work = Files.createDirectories(home.resolve("work"));
        reader = new SpecReader(new AllowedPlaces(
                List.of(Files.createDirectories(home.resolve("data"))),
                work,
                new AgentFiles(List.of(), List.of(home.resolve("secret")))));
    }

    @Test
    void directivesBecomeTheJobsFieldsUpToTheFirstCommand() {
        JobSpec job = script("""
                #!/bin/bash
                # what follows is for SLURM
                #SBATCH --job-name="my job" --time=1-02:30 # a comment
                #SBATCH -N 2 -n8 -c 4
                #SBATCH --mem 4GB --gpus=a100:2 -p gpu -A proj -q long -C 'skylake|haswell' -a 0-3%2
                #SBATCH --exclusive --mail-type=END,FAIL
                #SBATCHES are none of it

                module load x
                #SBATCH --time=5
                """);

        assertThat(job.name()).isEqualTo("my job");
        assertThat(job.timeLimitSeconds()).isEqualTo(26 * 3600 + 30 * 60);
        assertThat(List.of(job.nodes(), job.tasks(), job.cpus())).containsExactly(2, 8, 4);
        assertThat(job.memoryMb()).isEqualTo(4096);
        assertThat(List.of(job.gpus(), job.partition(), job.account(), job.qos(), job.constraint(), job.array()))
                .containsExactly("a100:2", "gpu", "proj", "long", "skylake|haswell", "0-3%2");
        assertThat(job.extra()).containsExactly("--exclusive", "--mail-type=END,FAIL");
    }

    @Test
    void aFieldWinsOverAnOptionThatOverAVariableAndThatOverADirective() {
        String script = "#SBATCH --time=1 --qos=d --partition=d --account=d\n";
        JobSpec job = reader.of(JobSpec.builder()
                .script(script)
                .env(Map.of("SBATCH_QOS", "v", "SBATCH_PARTITION", "v", "SBATCH_TIMELIMIT", "2", "PLAIN", "x"))
                .timeLimitSeconds(180L)
                .extra(List.of("--partition=e", "--hold"))
                .build());

        assertThat(job.timeLimitSeconds()).isEqualTo(180);
        assertThat(List.of(job.partition(), job.qos(), job.account())).containsExactly("e", "v", "d");
        assertThat(job.extra()).containsExactly("--hold");
    }

    @ParameterizedTest
    @CsvSource({"90, 5400", "1:30, 90", "2:00:00, 7200", "1-0, 86400", "1-1:1, 90060", "1-1:1:1, 90061"})
    void timesAreThoseOfSbatch(String text, long seconds) {
        assertThat(script("#SBATCH -t " + text + "\n").timeLimitSeconds()).isEqualTo(seconds);
    }

    @Test
    void whatHasNoFieldsFormStaysAnOption() {
        JobSpec job = script("#SBATCH --nodes=2-4 --mem=0 --time=UNLIMITED\n");

        assertThat(job.nodes()).isNull();
        assertThat(job.extra()).containsExactly("--nodes=2-4", "--mem=0", "--time=UNLIMITED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--wrap=id",
                "--clusters=other",
                "-M other",
                "--cluster-constraint=x",
                "--uid=0",
                "--export=NIL",
                "--export=PATH,HOME",
                "--export=NONE,A=1",
                "--container-type=oci",
                "--wra=id",
                "--container=/tmp/oci",
                "--bbf=/etc/passwd",
                "-F /etc/hosts",
                "--comment=mine",
                "--prolog=/tmp/x",
                "--epilog=/tmp/x",
                "--task-prolog=/tmp/x",
                "--bb=stage_in",
                "--container-id=x",
                "--runtime=crun",
                "--get-user-env",
                "--get-user-env=60L",
                "--gid=0",
                "--export-file=/etc/environment",
                "--wait",
                "--test-only",
                "--x11",
                "hetjob",
                "packjob",
                "--no-such-option",
                "-Z",
                "--time",
                "word",
                "--qos='open",
            })
    void whatRunsSomethingElsewhereOrIsNotKnownIsRefusedByItsName(String option) {
        String named = option.replaceFirst("^-{0,2}([A-Za-z-]+).*", "$1");
        assertThatThrownBy(() -> script("#!/bin/sh\n#SBATCH " + option + "\n"))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("line 2 of the script")
                .hasMessageMatching("(?s).*(" + named + "|clusters|nodefile|quote).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--job-name='a\"b'", "--job-name=a`b", "-J a/b", "--partition=a\\\\b"})
    void namesWithQuotesAndSlashesAreRefused(String option) {
        assertThatThrownBy(() -> script("#SBATCH " + option + "\n")).isInstanceOf(HpcException.class);
    }

    @Test
    void aNewlineInAnOptionIsRefused() {
        assertThatThrownBy(() -> reader.of(Specs.asking("true", null, null, null, "--qos=a\nb")))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("--qos");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--output=/etc/cron.d/x",
                "-e ../../x",
                "--chdir=/root",
                "--error=data/../../x",
                "--output=link/out"
            })
    void filesOutsideOfTheAllowedDirectoriesAreRefused(String option) throws IOException {
        Files.createSymbolicLink(work.resolve("link"), Path.of("/etc"));
        assertThatThrownBy(() -> script("#SBATCH " + option + "\n"))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("outside of the directories");
    }

    /** What becomes of each option of a script's that is about files, input, output, signals or its environment. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --output=out            | --output=WORK/out
            --outp=out              | --output=WORK/out
            -o %j.out               | --output=WORK/%j.out
            -o %x/out               | --output=WORK/%x/out
            -o logs/%j/out          | by the job's number
            -o logs/%%j/out         | --output=WORK/logs/%%j/out
            -o none/out             | there is no folder WORK/none; make it first
            -e none/err             | there is no folder
            -e /etc/err             | outside of the directories
            -o /dev/null            | --output=/dev/null
            -i /etc/hosts           | --input=/etc/hosts
            -i HOME/secret/key      | hidden from agents
            -i HOME/secret          | hidden from agents
            --input=in              | --input=WORK/in
            --open-mode=append      | --open-mode=append
            --open=append           | --open-mode=append
            --signal=B:USR1@60      | --signal=B:USR1@60
            --signal=RB:USR1        | --signal=RB:USR1
            --signal=USR1@60        | give --signal=B:USR1@60
            --export=ALL            | --export=ALL
            --export=NONE           | --export=NONE
            --export=HOME           | give variables in the field "env"
            --oom-kill-step         | --oom-kill-step
            --oom-kill-step=1       | --oom-kill-step=1
            --resv-ports=4          | --resv-ports=4
            --spread-segments       | --spread-segments
            --requeue               | --requeue
            --no-req                | --no-requeue
            --mem-per=1             | may be --mem-per-cpu, --mem-per-gpu
            """)
    void eachOptionOfFilesAndSignalsIsDoneOrRefusedInWords(String option, String outcome) {
        String asked = option.replace("HOME", home.toString()).replace("--export=" + home, "--export=HOME");
        String expected = outcome.replace("WORK", work.toString());
        try {
            assertThat(script("#SBATCH " + asked + "\n").extra()).containsExactly(expected);
        } catch (HpcException e) {
            assertThat(e.reason()).startsWith("line 1 of the script has --").contains(expected);
        }
    }

    @Test
    void aSignalForStepsIsOneWhereSomethingStartsThem() {
        assertThat(script("#SBATCH --signal=USR1@60\nsrun ./train\n").extra()).containsExactly("--signal=USR1@60");
    }

    @Test
    void whatIsExportedIsSetUnlessTheFieldSaysOtherwise() {
        JobSpec job = reader.of(JobSpec.builder()
                .script("#SBATCH --export=ALL,A=1,B=2\n")
                .env(Map.of("B", "3"))
                .build());

        assertThat(job.env()).containsExactlyInAnyOrderEntriesOf(Map.of("A", "1", "B", "3"));
        assertThat(Exported.base(List.of("--export=NONE"), Map.of("HOME", "/h", "LD_PRELOAD", "x")))
                .containsOnlyKeys("HOME");
        assertThat(Exported.base(job.extra(), Map.of("HOME", "/h", "A", "x"))).containsOnlyKeys("HOME", "A");
    }

    @Test
    void filesInsideAreMadeAbsolute() throws IOException {
        Files.createDirectories(work.resolve("logs"));
        JobSpec job = script("#SBATCH -o logs/%x-%j.out --error=" + home.resolve("data/err") + " --input=/dev/null\n");

        assertThat(job.extra())
                .containsExactly(
                        "--output=" + work.resolve("logs/%x-%j.out"),
                        "--error=" + home.resolve("data/err"),
                        "--input=/dev/null");
    }

    @Test
    void whatComesAfterTheFirstCommandIsTheScriptsOwnAffair() {
        JobSpec job =
                script("#!/bin/sh\n\n  # a comment\n  true\n#SBATCH --uid=0 --output=/etc/cron.d/x\n#SBATCH hetjob\n");

        assertThat(job.extra()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--output=%x/../../outside",
                "--output=%j/../%u/../../outside",
                "-o %%/../../outside",
                "--error=/%x/../etc/passwd",
                "--output=/%x",
                "--output=%x_%a/../../../outside"
            })
    void patternsDoNotLeadOutside(String option) {
        assertThatThrownBy(() -> script("#SBATCH " + option + "\n"))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("outside of the directories");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "."})
    void aNameThatWouldLeadAPatternOutsideIsRefused(String name) {
        assertThatThrownBy(() -> script("#SBATCH --job-name=" + name + " --output=%x/outside\n"))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SBATCH_EXPORT",
                "SBATCH_GET_USER_ENV",
                "SBATCH_WAIT",
                "SBATCH_CONTAINER",
                "SBATCH_CONTAINER_ID",
                "SBATCH_BURST_BUFFER",
                "SBATCH_CLUSTER_CONSTRAINT",
                "SBATCH_RUNTIME",
                "SBATCH_OF_26_05",
                "SBATCH_OUTPUT",
                "SBATCH_ERROR",
                "SBATCH_WAIT_ALL"
            })
    void eachVariableOfSbatchIsReadAsItsOption(String variable) {
        assertThatThrownBy(() -> reader.of(with(variable, "/etc/cron.d/x")))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining(variable);
    }

    @Test
    void variablesThatAreNotCalledLikeTheirOptionAreFoundAllTheSame() {
        assertThat(reader.of(with("SBATCH_MEM_PER_NODE", "2G")).memoryMb()).isEqualTo(2048);
        assertThat(reader.of(with("SBATCH_REQ_SWITCH", "2")).extra()).containsExactly("--switches=2");
    }

    private static JobSpec with(String variable, String value) {
        return Json.read("{\"argv\":[\"true\"],\"env\":{\"" + variable + "\":\"" + value + "\"}}", JobSpec.class);
    }

    @Test
    void aVariableThatSbatchWouldTakeForARefusedOptionIsRefusedToo() {
        assertThatThrownBy(() -> OptionReader.variables(Map.of("SBATCH_CLUSTERS", "other")))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("SBATCH_CLUSTERS");
    }

    private JobSpec script(String script) {
        return reader.of(Specs.script(script));
    }
}
