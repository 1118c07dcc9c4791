package org.hpcdaemon.agent.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 512M}, {@code 4G}, {@code 1T}, or plain MiB, as {@code sbatch --mem} takes it; less than one is one. */
final class Mebibytes implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KMGT]?)");

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no amount of memory; expected one such as 512M or 4G");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "K" -> Math.max(1, count >> 10);
            case "G" -> count << 10;
            case "T" -> count << 20;
            default -> count;
        };
    }
}
