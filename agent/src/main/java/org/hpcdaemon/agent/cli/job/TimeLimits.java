package org.hpcdaemon.agent.cli.job;

import java.time.Duration;
import org.hpcdaemon.protocol.message.value.TimeLimit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A job's time limit, in SLURM's forms, where a bare number is minutes, or with a unit such as {@code 90m}. */
public final class TimeLimits implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Duration.ofSeconds(TimeLimit.secondsOrSpan(text)
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is not a time limit; give minutes (90), HH:MM:SS, D-HH:MM:SS, or a unit (90m, 12h)")));
    }
}
