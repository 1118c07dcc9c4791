package org.hpcdaemon.session.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.junit.jupiter.api.Test;

/** Fingerprints are stored for a day, so they must outlive an upgrade: a change here makes every retry {@code key_reused}. */
final class FingerprintTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("k");

    @Test
    void itIsMadeOfTheWireAlone() {
        ExecRequest.Run run =
                new ExecRequest.Run(KEY, List.of("ls"), null, "/", Map.of("B", "2", "A", "1"), null, 5L, null);
        String text =
                "exec.run{\"key\":\"k\",\"argv\":[\"ls\"],\"cwd\":\"/\",\"env\":{\"A\":\"1\",\"B\":\"2\"},\"timeoutMs\":5}";

        assertThat(Fingerprint.of(run).hex()).isEqualTo(Sha256.hex(text));
        assertThat(Fingerprint.of(run).hex())
                .isEqualTo("995d7fbc744059422cb040a8b6fc7dc63edc7da125b31e13d2f77dc91fa1afe7");
    }

    @Test
    void theMethodCountsAndTheStreamsDoNot() {
        ExecRequest.Run run = new ExecRequest.Run(KEY, List.of("ls"), null, null, Map.of(), null, null, null);
        ExecRequest.Run streamed = new ExecRequest.Run(
                KEY, List.of("ls"), null, null, Map.of(), null, null, new ExecRequest.Streams(0, 1, 2, 7, 8));
        ShellId shell = new ShellId("s_12345678");

        assertThat(Fingerprint.of(streamed)).isEqualTo(Fingerprint.of(run));
        assertThat(Fingerprint.of(new ShellRequest.Write(KEY, shell, Bytes.utf8("ls"))))
                .isNotEqualTo(Fingerprint.of(run));
    }
}
