package org.hpcdaemon.jobs.slurm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.slurm.submit.OptionRule;
import org.junit.jupiter.api.Test;

final class StepRuleTest {
    /** Of another meaning to srun, or of none in a job: nothing is run elsewhere by them. */
    private static final Set<String> HARMLESS =
            Set.of("comment", "help", "immediate", "jobid", "usage", "version", "wait");

    @Test
    void whatSubmissionRefusesStepsCannotHaveEither() {
        Set<String> refused = OptionRule.all().entrySet().stream()
                .filter(entry -> entry.getValue() == OptionRule.REFUSED)
                .map(Map.Entry::getKey)
                .filter(name -> !HARMLESS.contains(name))
                .collect(Collectors.toSet());

        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(StepRule.all().get(name))
                        .as(name)
                        .satisfiesAnyOf(
                                rule -> assertThat(rule)
                                        .as("not an option of srun's")
                                        .isNull(),
                                rule -> assertThat(rule.refuses()).isTrue()));
    }

    @Test
    void theTableSaysOfEachRefusedOptionWhatToDoInstead() {
        assertThat(StepRule.table().lines().filter(line -> line.contains(" refused")))
                .isNotEmpty()
                .allMatch(line -> line.matches("[a-z0-9-]+ \\S [01] refused .{10,}"));
        assertThat(StepRule.table().lines().filter(line -> !line.startsWith("=")))
                .allMatch(line ->
                        line.matches("[a-z0-9_-]+ \\S [01] (value|flag|file|chdir|export|jobid|ignored|refused .*)"));
    }
}
