package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An interview that is ended at each of its questions: nothing is left of it. */
@Tag("slow")
final class InterruptedInterviewTest extends InterviewRig {
    /** The questions in their order, and an answer that leads to the next. */
    private static final List<String> QUESTIONS = List.of(
            "6-digit code",
            "Type `yes`",
            "Make it?",
            "Skill (",
            "Directories [",
            "If it cannot",
            "Allow containers",
            "Working dir",
            "Instructions (",
            "Set it up");

    /** Goes on to the question of that number. */
    private void goTo(Seat seat, int last, String email) {
        for (int question = 0; question < last; question++) {
            seat.awaits(QUESTIONS.get(question));
            seat.answer(
                    switch (question) {
                        case 0 -> code(email, "");
                        case 1 -> "yes";
                        case 4 -> "~/ws";
                        default -> "";
                    });
        }
        seat.awaits(QUESTIONS.get(last));
    }

    /** A person of their own for each question: an account, a home with an earlier profile, and a terminal. */
    private record Guest(String email, Path home, Profile before, List<String> keys, Seat seat) {}

    private Guest guest(int question) throws IOException {
        String email = "user" + question + "@example.org";
        Path home = Files.createDirectory(user.resolve("home" + question));
        Files.createDirectory(home.resolve("ws"));
        Profile before = earlier(home, email);
        return new Guest(email, home, before, platform.daemonKeys(email, "box"), sit(home, email));
    }

    @Test
    void ctrlCAtAnyQuestionLeavesTheOldProfileAndNoOtherKey() throws Exception {
        List<Guest> guests = new ArrayList<>();
        // All start at once, since each takes seconds to start and none to answer.
        for (int question = 0; question < QUESTIONS.size(); question++) {
            guests.add(guest(question));
        }
        for (int question = 0; question < QUESTIONS.size(); question++) {
            Guest guest = guests.get(question);
            try (Seat seat = guest.seat()) {
                goTo(seat, question, guest.email());
                seat.type("\u0003").awaits("nothing was changed");
                assertThat(seat.end()).isEqualTo(ExitCodes.FAILED);
            }
            assertThat(context(guest.home()).profiles(Profiles::all))
                    .as(QUESTIONS.get(question))
                    .containsExactly(guest.before());
            assertThat(platform.daemonKeys(guest.email(), "box")).isEqualTo(guest.keys());
        }
    }

    @Test
    void aKillAtTheLastQuestionLeavesTheOldProfileAndNoOtherKey() throws Exception {
        Guest guest = guest(QUESTIONS.size());
        try (Seat seat = guest.seat()) {
            goTo(seat, QUESTIONS.size() - 1, guest.email());
            ProcessHandle setup = seat.process();
            setup.destroyForcibly();
            setup.onExit().join();
        }
        assertThat(context(guest.home()).profiles(Profiles::all)).containsExactly(guest.before());
        assertThat(platform.daemonKeys(guest.email(), "box")).isEqualTo(guest.keys());
    }
}
