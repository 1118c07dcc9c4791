package org.hpcdaemon.daemon.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.policy.file.Policies;
import org.hpcdaemon.daemon.policy.file.PolicyReader;
import org.hpcdaemon.daemon.policy.file.PolicyRig;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.budget.BudgetInfo;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobSpecBuilder;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.testkit.TestClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets, over jobs of several agents. */
final class BudgetGateTest {
    private static final RandomIds IDS = RandomIds.secure();
    private static final DaemonId BOX = new DaemonId("box");
    private static final UserId USER = IDS.user();
    private static final AgentId TRAINER = IDS.agent();
    private static final AgentId ANALYST = IDS.agent();
    private static final @Nullable AgentId OWNER = null;
    private static final Map<AgentId, String> NAMES = Map.of(TRAINER, "trainer", ANALYST, "analyst");

    @TempDir
    private Path temp;

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05Z");
    private final ChargeTable charges = new ChargeTable(BOX, clock);
    private PolicyReader reader;
    private Database database;
    private BudgetGate gate;

    @BeforeEach
    void open() throws IOException {
        reader = new PolicyRig(temp).reader();
        database = Database.open(temp.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
        gate = gate();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Puts these into force, each given by its fields, separated by semicolons. */
    private void budgets(String... budgets) throws IOException {
        gate = gate(budgets);
    }

    private BudgetGate gate(String... budgets) throws IOException {
        StringBuilder policy = new StringBuilder(PolicyRig.defaults("allow"));
        for (String budget : budgets) {
            policy.append("[[budget]]\n").append(budget.replace("; ", "\n")).append('\n');
        }
        Path file = Files.writeString(temp.resolve("policy.toml"), policy);
        return new BudgetGate(
                new Policies(temp.resolve("none"), file, reader),
                database,
                charges,
                agent -> agent == null ? null : NAMES.get(agent),
                clock);
    }

    private static Caller caller(@Nullable AgentId agent) {
        return new Caller(USER, agent);
    }

    private static JobSpec hours(int gpus, long hours) {
        return job().gpus(Integer.toString(gpus)).timeLimitSeconds(hours * 3600).build();
    }

    private static JobSpecBuilder job() {
        return JobSpec.builder().argv(List.of("train"));
    }

    private JobId charged(@Nullable AgentId agent, JobSpec spec) {
        JobId job = IDS.job();
        JobInfo info = new JobInfo(
                job,
                null,
                agent,
                JobState.PENDING,
                null,
                null,
                null,
                1,
                "local",
                null,
                null,
                clock.instant(),
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
        return database.write(sql -> {
            charges.add(sql, info, spec, agent == null ? null : NAMES.get(agent));
            return job;
        });
    }

    private void ended(JobId job, JobSpec spec, Duration ran) {
        TaskStatus task = TaskStatus.pending(null)
                .started(clock.instant().minus(ran), "node")
                .over(JobState.COMPLETED, 0, null, null, clock.instant(), null);
        database.write(sql -> {
            charges.settle(sql, job, spec, List.of(task));
            return true;
        });
    }

    private String answer(@Nullable AgentId agent, JobSpec spec) {
        return gate.decide(caller(agent), spec).words();
    }

    @Test
    void whatWasTakenAndWhatMayBeTakenCountTogetherUntilThePeriodIsOver() throws IOException {
        budgets("name = \"gpus\"; per = \"week\"; gpu_hours = 100; reason = \"all of us share them\"");
        JobSpec spec = hours(4, 20);
        assertThat(answer(TRAINER, spec)).startsWith("allow");
        JobId job = charged(TRAINER, spec);

        assertThat(answer(ANALYST, hours(1, 20))).startsWith("allow");
        assertThat(answer(ANALYST, hours(1, 21)))
                .startsWith("deny: " + temp.resolve("policy.toml")
                        + ": budget \"gpus\" has 20 of 100 GPU hours left for this"
                        + " week, and this job may take 21 (all of us share them)");

        ended(job, spec, Duration.ofMinutes(90));
        assertThat(answer(ANALYST, hours(1, 94))).startsWith("allow");
        assertThat(answer(ANALYST, hours(1, 95))).contains("has 94 of 100 GPU hours left");
        assertThat(answer(ANALYST, job().build())).as("no GPUs").startsWith("allow");

        clock.advance(Duration.ofDays(7).plusSeconds(1));
        assertThat(answer(ANALYST, hours(1, 100))).startsWith("allow");
    }

    @Test
    void whatCannotBeToldIsAnsweredAsIfItWereTooMuch() throws IOException {
        budgets("name = \"gpus\"; per = \"day\"; gpu_hours = 100; over = \"ask\"");
        assertThat(answer(TRAINER, job().gpus("1").build()))
                .startsWith("ask: ")
                .contains(
                        "budget \"gpus\" counts GPU hours, and how many this job may take cannot be told: give its time limit");
        assertThat(answer(TRAINER, job().extra(List.of("--exclusive")).build())).startsWith("ask: ");
    }

    @Test
    void oneOfEachAgentsOwnCountsItsJobsAlone() throws IOException {
        budgets(
                "name = \"few\"; per = \"day\"; each = true; active_jobs = 2",
                "name = \"trainer's\"; per = \"day\"; agent = \"trainer\"; cpu_hours = 10");
        JobSpec array = job().array("0-1").timeLimitSeconds(3600L).build();
        JobId first = charged(TRAINER, array);

        assertThat(answer(TRAINER, array))
                .contains("budget \"few\" has 0 of 2 active jobs left, and this job may take 2");
        assertThat(answer(ANALYST, array)).startsWith("allow");
        assertThat(answer(ANALYST, job().build()))
                .as("has no limit of CPU hours")
                .startsWith("allow");
        assertThat(answer(OWNER, array)).startsWith("allow");

        ended(first, array, Duration.ofHours(1));
        assertThat(answer(TRAINER, array)).startsWith("allow");
        assertThat(answer(TRAINER, job().cpus(10).timeLimitSeconds(3600L).build()))
                .contains("budget \"trainer's\" has 9 of 10 CPU hours left for this day, and this job may take 10");
    }

    @Test
    void ofTwoJobsAtTheSameMomentTheLaterOneIsRefusedWhereItIsStored() throws IOException {
        budgets("name = \"one\"; per = \"day\"; jobs = 1", "name = \"asks\"; per = \"day\"; jobs = 0; over = \"ask\"");
        JobSpec spec = job().build();
        database.write(sql -> {
            gate.check(sql, caller(TRAINER), spec); // what asks has asked before
            return true;
        });
        charged(ANALYST, spec);

        assertThatThrownBy(() -> database.write(sql -> {
                    gate.check(sql, caller(TRAINER), spec);
                    return true;
                }))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED))
                .hasMessageContaining(
                        "this machine's policy denies this: budget \"one\" has 0 of 1 jobs left for this day");
    }

    @Test
    void anAgentIsToldOfItsOwnAndTheAccountOwnerOfAll() throws IOException {
        budgets(
                "name = \"shared\"; per = \"week\"; gpu_hours = 100; jobs = 9",
                "name = \"own\"; per = \"day\"; each = true; agent = [\"trainer\", \"user\"]; active_jobs = 2; "
                        + "over = \"ask\"; reason = \"why\"");
        charged(TRAINER, hours(2, 1));

        BudgetInfo shared = new BudgetInfo(
                "shared",
                null,
                "week",
                "deny",
                null,
                List.of(new BudgetInfo.Amount("gpu_hours", 100, 2), new BudgetInfo.Amount("jobs", 9, 1)));
        assertThat(gate.list(caller(ANALYST)).budgets()).containsExactly(shared);
        assertThat(gate.list(caller(TRAINER)).budgets()).containsExactly(shared, own("trainer", 1));
        assertThat(gate.list(caller(OWNER)).budgets()).containsExactly(shared, own("user", 0), own("trainer", 1));
    }

    private static BudgetInfo own(String agent, double used) {
        return new BudgetInfo(
                "own", agent, "day", "ask", "why", List.of(new BudgetInfo.Amount("active_jobs", 2, used)));
    }
}
