package org.hpcdaemon.tools.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HandleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "login1/run_build-7",
                "login1/run_a:b.c_d",
                "login1/s_0123abcd",
                "login1/j_0123abcd",
                "login1/j_0123abcd[12]"
            })
    void isReadAsItIsWritten(String id) {
        assertThat(Handle.of(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "login1",
                "j_0123abcd",
                "login1/42",
                "login1/job_42",
                "/j_0123abcd",
                "login1/run_",
                "login1/run_a b",
                "a/b/j_0123abcd"
            })
    void anythingElseIsToldWhatAnIdLooksLike(String id) {
        assertThatThrownBy(() -> Handle.of(id))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("login1/j_0123abcd");
    }

    @Test
    void theIdOfATaskNamesWhatItWaitsFor() {
        String one = "login1/j_0123abcd";
        assertThat(TaskTarget.of(one))
                .hasValueSatisfying(awaited -> assertThat(awaited).hasToString(one));
        String several = "any:login1/j_0123abcd+j_4567efgh[3]+box/j_89abcdef";
        assertThat(TaskTarget.of(several)).hasValueSatisfying(awaited -> {
            assertThat(awaited).hasToString(several);
            assertThat(awaited.any()).isTrue();
            assertThat(awaited.all()).hasSize(3).allMatch(Handle.Job.class::isInstance);
        });
        assertThat(TaskTarget.of("login1/run_a")).isPresent();
        for (String none :
                new String[] {"", "x", "login1/s_0123abcd", "login1/run_a+run_b", "login1/j_0123abcd+run_b"}) {
            assertThat(TaskTarget.of(none)).as(none).isEmpty();
        }
    }
}
