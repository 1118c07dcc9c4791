package org.hpcdaemon.agent.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;

final class JobPrinterTest {
    private static final JobInfo FAILED = job("""
            "job":"j_0123456789","state":"FAILED","exitCode":3,"reason":"exited with 3","attempt":1,\
            "startedAt":"2026-01-02T03:04:05.678Z","usage":{"runMs":93784000,"cpuEfficiency":0.874}""");

    private static final JobInfo KILLED = job("""
            "job":"j_9876543210","state":"OUT_OF_MEMORY","name":"a\\u001b[31mb","signal":"KILL",\
            "reason":"used more than it asked for","attempt":2,"element":12""");

    @Test
    void aRowSaysHowAJobEndedAndWhichElementItIs() {
        assertThat(JobPrinter.row(FAILED)).containsExactly("j_0123456789", "FAILED", "-", "exit 3");
        assertThat(JobPrinter.row(KILLED))
                .containsExactly(
                        "j_9876543210.12", "OUT_OF_MEMORY", "a\\x1b[31mb", "signal KILL, used more than it asked for");
    }

    @Test
    void usageIsPrintedForPeople() {
        assertThat(printed(out -> JobPrinter.details(out, FAILED, false)))
                .contains("  started: 2026-01-02T03:04:05Z\n")
                .contains("  ran: 1-02:03:04\n")
                .contains("  cpu efficiency: 87 %\n")
                .doesNotContain("memory", "attempt");
        assertThat(printed(out -> JobPrinter.details(out, KILLED, false))).contains("  attempt: 2\n");
    }

    @Test
    void theElementsThatDidNotCompleteAreNamed() {
        JobInfo array = job("""
                "job":"j_0123456789","state":"FAILED","exitCode":1,"attempt":1,"failedElements":[2,7]""");

        assertThat(printed(out -> JobPrinter.outcome(out, array))).isEqualTo("  failed elements: [2, 7]\n");
        assertThat(printed(out -> JobPrinter.outcome(out, KILLED))).isEmpty();
    }

    @Test
    void noExitCodeOfAnUnsuccessfulJobReadsLikeASuccess() {
        JobInfo caught = job("""
                "job":"j_0123456789","state":"TIMEOUT","exitCode":0,"reason":"reached its time limit","attempt":1""");

        assertThat(printed(out -> JobPrinter.print(out, caught, false)))
                .contains("TIMEOUT", "reached its time limit")
                .doesNotContain("exit 0");
    }

    @Test
    void aJobThatIsBeingCancelledReadsSoWhereverItIsShown() {
        JobInfo job = job("""
                "job":"j_0123456789","state":"RUNNING","attempt":1,"cancelling":true""");

        assertThat(printed(out -> JobPrinter.print(out, job, false)))
                .contains("cancelling")
                .doesNotContain("RUNNING");
        assertThat(JobPrinter.row(job)).contains("cancelling").doesNotContain("RUNNING");
        assertThat(printed(out -> JobPrinter.print(out, job, true)))
                .contains("\"state\" : \"RUNNING\"", "\"cancelling\" : true");
    }

    @Test
    void timesInJsonAreEquallyPreciseWhereverTheyAreFrom() {
        JobInfo job = job("""
                "job":"j_0123456789","state":"RUNNING","attempt":1,"startedAt":"2026-01-02T03:04:05.604187634Z\"""");

        assertThat(printed(out -> JobPrinter.print(out, job, true)))
                .contains(
                        "\"submittedAt\" : \"2026-01-02T03:04:05.000Z\"",
                        "\"startedAt\" : \"2026-01-02T03:04:05.604Z\"");
    }

    private static JobInfo job(String fields) {
        return Json.read(
                "{\"scheduler\":\"slurm\",\"submittedAt\":\"2026-01-02T03:04:05Z\"," + fields + "}", JobInfo.class);
    }

    private static String printed(Consumer<PrintStream> print) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        print.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
