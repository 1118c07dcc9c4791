package org.hpcdaemon.platform.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes what was opened, in reverse order; a failure does not keep the rest open and is not lost. */
public final class Closer implements AutoCloseable {
    /** One step of closing. */
    public interface Step {
        void close() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    public void add(Step step) {
        steps.push(step);
    }

    @Override
    public void close() {
        @Nullable IllegalStateException failure = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("stopping was not clean", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
