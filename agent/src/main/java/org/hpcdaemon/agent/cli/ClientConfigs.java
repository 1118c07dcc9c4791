package org.hpcdaemon.agent.cli;

import java.util.Arrays;
import org.hpcdaemon.agent.mcp.ClientConfig;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A client by its name. */
final class ClientConfigs implements ITypeConverter<ClientConfig> {
    @Override
    public ClientConfig convert(String name) {
        return Arrays.stream(ClientConfig.values())
                .filter(client -> client.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + name + "' is not a known client; give claude, codex, gemini or opencode"));
    }
}
