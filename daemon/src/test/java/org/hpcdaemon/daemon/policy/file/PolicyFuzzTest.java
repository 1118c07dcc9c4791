package org.hpcdaemon.daemon.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;
import org.jspecify.annotations.Nullable;

/** A file that is damaged anywhere is read or refused, and breaks nothing. */
final class PolicyFuzzTest {
    private static final String POLICY = """
            [default]
            exec = "deny"
            shell = "deny"
            job = "deny"
            file = "allow"
            forward = "deny"

            [undecidable]
            exec = "allow"

            [[rule]]
            name = "look"
            kind = "exec"
            command = [["/bin/ls", "/bin/cat"], "*"]
            env = ["LANG"]
            answer = "allow"

            [[rule]]
            name = "small"
            kind = "job"
            partition = ["gpu", "short"]
            max_gpus = 2
            max_time = "12:00:00"
            answer = "allow"

            [[rule]]
            name = "raw"
            kind = "file"
            path = ["/raw", "~/raw"]
            access = "write"
            answer = "deny"
            reason = '''it stays as it was measured'''

            [[example]]
            kind = "forward"
            port = 22
            answer = "deny"
            """;

    private final PolicyReader reader = new PolicyReader(ProgramPaths.of("/bin"), "/home/ada");

    @Property(tries = 300)
    void aDamagedFileIsReadOrRefusedByItsName(
            @ForAll @IntRange(max = 760) int at,
            @ForAll @IntRange(max = 40) int removed,
            @ForAll @StringLength(max = 6) @WithNull(0.5) @Nullable String inserted) {
        int from = Math.min(at, POLICY.length());
        int to = Math.min(from + removed, POLICY.length());
        String damaged = POLICY.substring(0, from) + (inserted == null ? "" : inserted) + POLICY.substring(to);
        try {
            assertThat(reader.read("policy.toml", damaged).size()).isLessThanOrEqualTo(3);
        } catch (PolicyException e) {
            assertThat(e.reason()).startsWith("policy.toml line ");
        }
    }
}
