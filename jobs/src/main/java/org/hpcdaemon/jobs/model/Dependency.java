package org.hpcdaemon.jobs.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.jspecify.annotations.Nullable;

/** A job starts only after another has ended in a certain way. */
public record Dependency(Kind kind, JobId on) {

    /** The names of {@code --dependency} in sbatch(1), in capitals. */
    public enum Kind {
        AFTEROK,
        AFTERANY,
        AFTERNOTOK;

        /** As sbatch(1) writes it. */
        public String option() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a job that ended in this state satisfies it. */
        public boolean satisfiedBy(JobState end) {
            return switch (this) {
                case AFTERANY -> true;
                case AFTEROK -> end == JobState.COMPLETED;
                case AFTERNOTOK -> end != JobState.COMPLETED;
            };
        }
    }

    /** {@code afterok:j_a:j_b,afterany:j_c}: all must hold. */
    public static List<Dependency> parse(@Nullable String text) {
        List<Dependency> found = new ArrayList<>();
        if (text == null || text.isEmpty()) {
            return found;
        }
        for (String part : text.split(",", -1)) {
            String[] words = part.split(":", -1);
            Kind kind = kind(words[0]);
            if (words.length < 2) {
                throw refused();
            }
            for (int i = 1; i < words.length; i++) {
                try {
                    found.add(new Dependency(kind, new JobId(words[i])));
                } catch (IllegalArgumentException e) {
                    throw refused();
                }
            }
        }
        return found;
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.option().equals(word)) {
                return kind;
            }
        }
        throw refused();
    }

    private static HpcException refused() {
        return HpcException.invalid("field \"dependency\" has the form afterok:j_...:j_...,afterany:j_... with"
                + " afterok, afterany or afternotok and ids of this daemon's jobs");
    }
}
