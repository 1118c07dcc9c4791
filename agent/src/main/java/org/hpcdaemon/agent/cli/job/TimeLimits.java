package org.hpcdaemon.agent.cli.job;

import java.time.Duration;
import java.util.OptionalLong;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.protocol.message.value.TimeLimit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A job's time limit, in SLURM's forms, where a bare number is minutes, or with a unit such as {@code 90m}. */
public final class TimeLimits implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        OptionalLong seconds = TimeLimit.seconds(text);
        if (seconds.isPresent()) {
            return Duration.ofSeconds(seconds.getAsLong());
        }
        if (text.matches("0*[1-9]\\d{0,8}[smhd]")) {
            return new Durations().convert(text);
        }
        throw new TypeConversionException(
                "'" + text + "' is not a time limit; give minutes (90), HH:MM:SS, D-HH:MM:SS, or a unit (90m, 12h)");
    }
}
