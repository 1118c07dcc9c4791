package org.hpcdaemon.jobs.slurm.submit;

import java.util.OptionalLong;
import org.hpcdaemon.protocol.message.value.MemoryAmount;
import org.hpcdaemon.protocol.message.value.TimeLimit;
import org.jspecify.annotations.Nullable;

/** Values of sbatch(1)'s options as numbers; absent for what is none, such as {@code 2-4} or {@code UNLIMITED}. */
final class Amounts {
    private Amounts() {}

    static @Nullable Integer number(String text) {
        return text.matches("[1-9]\\d{0,7}") ? Integer.valueOf(text) : null;
    }

    /** Of {@code --mem}; absent for none, which there means all of a node. */
    static @Nullable Long megabytes(String text) {
        OptionalLong amount = MemoryAmount.mebibytes(text);
        return amount.isPresent() && amount.getAsLong() > 0 ? amount.getAsLong() : null;
    }

    /** Of {@code --time}. */
    static @Nullable Long seconds(String text) {
        OptionalLong limit = TimeLimit.seconds(text);
        return limit.isPresent() ? limit.getAsLong() : null;
    }
}
