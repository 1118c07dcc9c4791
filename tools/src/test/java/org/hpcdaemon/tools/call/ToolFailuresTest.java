package org.hpcdaemon.tools.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.hpcdaemon.mcp.tool.Content;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ToolFailuresTest {
    @ParameterizedTest
    @EnumSource
    void theFirstLineNamesTheErrorAndTheSecondSaysWhatToDo(ErrorCode code) {
        ToolResult result = ToolFailures.of(new HpcException(code, "it is so"));
        assertThat(result.failed()).isTrue();
        assertThat(result.structured()).isEmpty();
        String text = ((Content.Text) result.content().getFirst()).text();
        assertThat(text.lines()).hasSize(2).first().isEqualTo(code.wireName() + ": it is so");
        assertThat(text.lines().toList().get(1)).hasSizeGreaterThan(20);
    }
}
