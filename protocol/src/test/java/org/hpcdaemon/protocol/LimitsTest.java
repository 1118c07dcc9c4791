package org.hpcdaemon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.junit.jupiter.api.Test;

/** The reasons given beside the limits hold: the largest answers, at their worst escaping, fit their messages. */
class LimitsTest {
    @Test
    void theLargestAnswersFitATextMessage() {
        Captured worst = new Captured(
                "\u0001".repeat(Limits.CAPTURE_BYTES / 2),
                Long.MAX_VALUE,
                "\u0001".repeat(Limits.CAPTURE_BYTES / 2),
                false);
        assertThat(Rpc.result(
                        RpcId.of(1), new ExecResult(0, "KILL", true, true, Long.MAX_VALUE, worst, worst, "enforced")))
                .hasSizeLessThan(Limits.TEXT_BYTES);
        Bytes log = Bytes.of(new byte[Limits.LOG_CHUNK_BYTES]);
        assertThat(Rpc.result(RpcId.of(1), new LogChunk(0, log, 0, false))).hasSizeLessThan(Limits.TEXT_BYTES);
    }

    @Test
    void theLargestEventFitsItsLimit() {
        String name = "n".repeat(Limits.NAME_CHARS);
        Instant at = Instant.parse("2026-01-02T03:04:05.123456789Z");
        JobId id = new JobId("j_" + "0".repeat(32));
        JobInfo job = new JobInfo(
                id,
                name,
                new AgentId("a_" + "0".repeat(32)),
                JobState.OUT_OF_MEMORY,
                255,
                "KILL",
                name,
                9,
                "slurm",
                name,
                name,
                at,
                at,
                at,
                at,
                new JobUsage(Long.MAX_VALUE, 1 / 3.0, 1 / 3.0),
                Collections.nCopies(10_000, 4_000_000),
                4_000_000,
                "enforced",
                true);
        String tail = "\u0001".repeat(Limits.LOG_TAIL_BYTES);
        Event event = new Event(
                new EventId("e_" + "0".repeat(32)),
                new DaemonId("d".repeat(Limits.DAEMON_ID_CHARS)),
                job.agent(),
                Event.JOB_FINISHED,
                at,
                job,
                "\u0001".repeat(Limits.CONTEXT_BYTES),
                tail,
                tail);
        assertThat(Json.write(event)).hasSizeLessThan(Limits.EVENT_BYTES);
        assertThat(Rpc.notification(new Notice.EventNew(event))).hasSizeLessThan(Limits.TEXT_BYTES);
    }

    @Test
    void aRouteThatKeepsToItsWindowsNeverOverflowsItsMailbox() {
        assertThat(Limits.MAILBOX_BYTES).isGreaterThanOrEqualTo(Limits.ROUTE_WINDOW + Limits.ROUTE_TEXT_BYTES);
        assertThat(Limits.SHELL_RING).isGreaterThanOrEqualTo(Limits.ROUTE_WINDOW);
    }
}
