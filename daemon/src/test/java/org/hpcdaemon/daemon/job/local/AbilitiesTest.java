package org.hpcdaemon.daemon.job.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AbilitiesTest {
    private static final LocalLimits MACHINE = new LocalLimits(4, 2, 0, Duration.ofSeconds(1));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"nodes\":2 ; nodes",
                "\"cpus\":5 ; cpus",
                "\"cpus\":2,\"tasks\":3 ; tasks",
                "\"gpus\":\"3\" ; gpus",
                "\"gpus\":\"a100:two\" ; gpus",
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
    void whatIsWrittenForAClusterRunsIfNothingOfItIsMissing() {
        assertThatCode(() -> check("\"partition\":\"gpu\",\"account\":\"a\",\"qos\":\"q\",\"nodes\":1,\"tasks\":2,"
                        + "\"cpus\":2,\"gpus\":\"a100:2\",\"memoryMb\":1000,\"timeLimitSeconds\":60"))
                .doesNotThrowAnyException();
    }

    private static void check(String asked) {
        Abilities.check(Json.read("{\"argv\":[\"true\"]," + asked + "}", JobSpec.class), MACHINE);
    }
}
