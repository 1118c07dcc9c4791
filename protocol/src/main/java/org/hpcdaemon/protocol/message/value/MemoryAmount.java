package org.hpcdaemon.protocol.message.value;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them, alike on {@code hpc}'s command line and in the lines of a script. */
public final class MemoryAmount {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:([KMGT])B?)?", Pattern.CASE_INSENSITIVE);

    private MemoryAmount() {}

    /**
     * {@code 512M}, {@code 4G}, {@code 4GB}, {@code 1T}, or plain MiB, as {@code sbatch --mem} takes it (sbatch(1)); less
     * than one is one. Empty for what is none.
     */
    public static OptionalLong mebibytes(String text) {
        Matcher amount = FORM.matcher(text);
        if (!amount.matches()) {
            return OptionalLong.empty();
        }
        long count = Long.parseLong(amount.group(1));
        String unit = amount.group(2);
        return OptionalLong.of(
                switch (unit == null ? 'M' : unit.charAt(0)) {
                    case 'K', 'k' -> Math.max(1, count >> 10);
                    case 'G', 'g' -> count << 10;
                    case 'T', 't' -> count << 20;
                    default -> count;
                });
    }
}
