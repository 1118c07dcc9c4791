package org.hpcdaemon.jobs.gridengine.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobSpecBuilder;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job says of itself in the lines of its script and its options, and what it may not say. */
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
    void linesBecomeFieldsAllThroughTheScriptAndResourcesAddUp() throws IOException {
        Files.createDirectory(work.resolve("logs"));
        JobSpec job = reader.of(script("""
                #!/bin/bash
                #$ -N train -cwd -V -S /bin/bash
                #$ -q gpu.q@@big -P proj -t 2-10:2 -tc 3
                #$ -l h_rt=1:30:00,mem_free=2G
                #$-notify
                #$ -o logs/ -j y -e other
                #$name is a comment
                echo
                #$ -l gpu=1 -pe mpi 4-8
                """));

        assertThat(job)
                .returns("train", JobSpec::name)
                .returns("gpu.q@@big", JobSpec::partition)
                .returns("proj", JobSpec::account)
                .returns("2-10:2%3", JobSpec::array)
                .returns(5400L, JobSpec::timeLimitSeconds);
        assertThat(job.extra())
                .containsExactly(
                        "-notify", "-o", work + "/logs/%x.o%A.%a", "-pe", "mpi", "4-8", "-l", "mem_free=2G,gpu=1");
    }

    @Test
    void fieldsWinOverOptionsAndTheseOverTheScript() {
        JobSpec job = reader.of(script("#$ -N a -q b -l h_rt=60 -v X=1,Y=2\ntrue\n").toBuilder()
                .timeLimitSeconds(10L)
                .partition("field.q")
                .extra(List.of("-N", "c"))
                .build());

        assertThat(job)
                .returns("c", JobSpec::name)
                .returns("field.q", JobSpec::partition)
                .returns(10L, JobSpec::timeLimitSeconds);
        assertThat(job.env()).containsEntry("X", "1").containsEntry("Y", "2");
        assertThat(job.extra()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#$ -sync y | line 1 of the script has -sync: a submission is answered at once",
                "#$ -hold_jid 7 | the field \"dependency\"",
                "#$ -nosuch | which is not a qsub option that jobs may have here",
                "#$ -N | has -N without a value",
                "#$ -o /etc/x | outside of the directories agents may write to",
                "#$ -o nodir/x | there is no folder",
                "#$ -o host:/x | jobs from here cannot have",
                "#$ -i ../secret | which is hidden from agents",
                "#$ -wd /etc | outside of the directories agents may write to",
                "#$ -S /usr/bin/python3 | begin it with #!/usr/bin/python3",
                "#$ -o $NOSUCH | $NOSUCH is not known",
                "#$ -l =3 | no list of NAME=VALUE"
            })
    void whatJobsCannotHaveIsRefusedByNameWithAWayAround(String line, String message) {
        assertThatThrownBy(() -> reader.of(script(line + "\ntrue\n")))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatGridEngineHasNoCommonWordForIsRefusedByItsField() {
        JobSpecBuilder job = JobSpec.of(List.of("true")).toBuilder();
        refuses(job.nodes(2), "nodes");
        refuses(job.nodes(null).tasks(2), "tasks");
        refuses(job.tasks(null).gpus("1"), "gpus");
        refuses(job.gpus(null).gres("gpu:1"), "gres");
        refuses(job.gres(null).qos("long"), "qos");
        refuses(job.qos(null).constraint("fast"), "constraint");
        assertThat(reader.of(job.constraint(null).nodes(1).tasks(1).build())).isNotNull();
    }

    private void refuses(JobSpecBuilder job, String field) {
        JobSpec spec = job.build();
        assertThatThrownBy(() -> reader.of(spec)).hasMessageContaining("field \"" + field + "\"");
    }

    @Test
    void everyRefusedOptionSaysWhatToUseInstead() {
        OptionRule.all().forEach((name, rule) -> {
            if (rule == OptionRule.REFUSED) {
                assertThat(RefusedOptions.wayAround(name)).as(name).doesNotContain("jobs from here cannot have it");
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,3 | 1-3:1 | 3 | 3",
                "2,4,6 | 2-6:2 | 4 | 4",
                "5 | 5-5:1 | 5 | 5",
                "0,1 | 1-2:1 | 0 | 1",
                "1,2,5 | 1-3:1 | 5 | 3"
            })
    void anArrayKeepsItsNumbersWhereGridEngineCanHaveThem(String elements, String range, int element, int task) {
        List<Integer> all =
                List.of(elements.split(",", -1)).stream().map(Integer::valueOf).toList();
        assertThat(ArrayTasks.of(all).range(all)).isEqualTo(range);
        assertThat(ArrayTasks.of(all).task(element)).isEqualTo(task);
    }

    private static JobSpec script(String script) {
        return JobSpec.builder().script(script).build();
    }
}
