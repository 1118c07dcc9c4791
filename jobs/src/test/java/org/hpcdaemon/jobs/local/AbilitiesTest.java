package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AbilitiesTest {
    /** What the wrapper, the queue and the folder see to on any machine. */
    private static final Map<String, String> CANNOT_BE_REFUSED = Map.of(
            "name", "\"n\"",
            "cwd", "\"/\"",
            "env", "{\"A\":\"1\"}",
            "timeLimitSeconds", "60",
            "array", "\"0-1\"",
            "dependency", "\"afterok:j_12345678\"",
            "context", "\"c\"");

    private static final LocalLimits MACHINE = new LocalLimits(4, 1000, 2, 0, Duration.ofSeconds(1));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"nodes\":2 ; nodes",
                "\"cpus\":5 ; cpus",
                "\"cpus\":2,\"tasks\":3 ; tasks",
                "\"gpus\":\"3\" ; gpus",
                "\"gpus\":\"a100:two\" ; gpus",
                "\"memoryMb\":1001 ; memoryMb",
                "\"partition\":\"gpu\" ; partition",
                "\"account\":\"a\" ; account",
                "\"qos\":\"q\" ; qos",
                "\"gres\":\"license:1\" ; gres",
                "\"constraint\":\"ib\" ; constraint",
                "\"extra\":[\"--exclusive\"] ; extra"
            })
    void whatThisMachineCannotDoIsRefusedByName(String asked, String field) {
        assertThatThrownBy(() -> check(asked))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("\"" + field + "\"");
    }

    @Test
    void whatThisMachineCanDoIsNotRefused() {
        assertThatCode(() -> check("\"nodes\":1,\"tasks\":2,\"cpus\":2,\"gpus\":\"a100:2\",\"memoryMb\":1000"))
                .doesNotThrowAnyException();
        CANNOT_BE_REFUSED.forEach((field, value) -> assertThatCode(() -> check("\"" + field + "\":" + value))
                .as(field)
                .doesNotThrowAnyException());
    }

    @Test
    void eachFieldOfAJobIsEitherDoneOrRefused() {
        Set<String> fields = Arrays.stream(JobSpec.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        fields.removeAll(CANNOT_BE_REFUSED.keySet());
        fields.removeAll(Set.of("argv", "script", "wakeEach")); // what to run; and of what is an array

        assertThat(fields)
                .as("say here and in Abilities what this machine does about a new field")
                .containsExactly(
                        "account",
                        "constraint",
                        "cpus",
                        "extra",
                        "gpus",
                        "gres",
                        "memoryMb",
                        "nodes",
                        "partition",
                        "qos",
                        "tasks");
    }

    private static void check(String asked) {
        Abilities.check(Json.read("{\"argv\":[\"true\"]," + asked + "}", JobSpec.class), MACHINE);
    }
}
