package org.hpcdaemon.agent.cli.shared;

import java.time.Duration;
import org.hpcdaemon.protocol.message.value.TimeSpan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A {@link TimeSpan}, or plain seconds. */
public final class Durations implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return TimeSpan.parse(text)
                .or(() -> TimeSpan.parse(text + "s"))
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is not a time; give one such as 60s, 90m or 12h"));
    }
}
