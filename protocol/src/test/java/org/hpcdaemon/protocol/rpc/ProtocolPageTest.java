package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/protocol.md says of fields, and shows of messages, is what the program takes. */
final class ProtocolPageTest {
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    private static String page = "";

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("../docs/protocol.md"));
    }

    @Test
    void itListsTheFieldsOfAJobAndOfACommand() {
        assertThat(listed("JobSpec")).isEqualTo(fields(JobSpec.class));
        assertThat(listed("ExecRequest.Run")).isEqualTo(fields(ExecRequest.Run.class));
    }

    @Test
    void itsExamplesAreMessages() {
        List<RpcMessage> shown = page.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("{\"jsonrpc\""))
                .map(Rpc::decode)
                .toList();

        assertThat(shown).hasSizeGreaterThanOrEqualTo(3);
        assertThat(shown)
                .filteredOn(RpcMessage.Result.class::isInstance)
                .allSatisfy(answer -> assertThat(Json.convert(((RpcMessage.Result) answer).result(), JobInfo.class))
                        .isNotNull());
    }

    private static List<String> listed(String record) {
        String begin = "<!-- fields of " + record + " -->\n";
        assertThat(page).contains(begin);
        String table = page.substring(page.indexOf(begin) + begin.length());
        return FIRST_CELL
                .matcher(table.substring(0, table.indexOf("\n\n")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static List<String> fields(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
