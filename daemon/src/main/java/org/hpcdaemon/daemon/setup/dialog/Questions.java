package org.hpcdaemon.daemon.setup.dialog;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Asks until an answer can be used, with the reason why the last one could not; {@code ?} explains the question. */
public final class Questions {
    private static final String HELP = "?";

    private static final Dialog.Completion YES_OR_NO = new Dialog.Completion.Words(List.of("yes", "no"));

    private final Dialog dialog;

    public Questions(Dialog dialog) {
        this.dialog = dialog;
    }

    /**
     * One question.
     *
     * @param text as it is shown
     * @param help what {@code ?} explains of it
     * @param preset what an empty answer means; absent if there is no such thing
     */
    public record Question(
            String text, String help, @Nullable String preset, Dialog.Completion completion) {
        public Question(String text, String help, @Nullable String preset) {
            this(text, help, preset, new Dialog.Completion.Nothing());
        }
    }

    /** Whatever is typed. */
    public String line(Question question) {
        while (true) {
            String answer = dialog.ask(question.text(), question.preset(), question.completion());
            if (!answer.equals(HELP)) {
                return answer;
            }
            dialog.say("  " + question.help());
        }
    }

    /** An answer that comes to nothing is asked for again without a reason. */
    public <T> T ask(Question question, Function<String, Optional<T>> reading) {
        while (true) {
            try {
                Optional<T> read = reading.apply(line(question));
                if (read.isPresent()) {
                    return read.get();
                }
            } catch (HpcException e) {
                dialog.say("  " + e.reason());
            }
        }
    }

    public boolean agreed(String question, String help, boolean preset) {
        return ask(
                new Question(question + "? (yes or no)", help, preset ? "yes" : "no", YES_OR_NO),
                answer -> switch (answer) {
                    case "yes", "y" -> Optional.of(true);
                    case "no", "n" -> Optional.of(false);
                    default -> throw HpcException.invalid("type yes or no");
                });
    }
}
