package org.hpcdaemon.daemon.doctor;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A look at one thing that others build on. */
record Step(String name, Supplier<Check> look) {

    /** Looks at one after the other; after the first that fails the rest is skipped. */
    static void inOrder(List<Step> steps, Consumer<Check> report) {
        @Nullable String failed = null;
        for (Step step : steps) {
            Check check = failed == null ? step.look().get() : Check.skipped(step.name(), failed + " comes first");
            if (check.level() == Check.Level.FAIL) {
                failed = step.name();
            }
            report.accept(check);
        }
    }
}
