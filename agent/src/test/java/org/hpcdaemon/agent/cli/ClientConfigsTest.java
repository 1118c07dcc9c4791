package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hpcdaemon.agent.mcp.ClientConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class ClientConfigsTest {
    private final ClientConfigs names = new ClientConfigs();

    @ParameterizedTest
    @EnumSource
    void aClientIsFoundByItsNameInEitherCase(ClientConfig client) {
        assertThat(names.convert(client.toString())).isEqualTo(client);
        assertThat(names.convert(client.name())).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emacs", "", "claude "})
    void anotherNameIsRefusedWithThoseThatThereAre(String name) {
        assertThatThrownBy(() -> names.convert(name))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + name + "' is not a known client; give claude, codex, gemini or opencode");
    }
}
