package org.hpcdaemon.daemon.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.setup.Draft.Answer;
import org.hpcdaemon.daemon.setup.dialog.Dialog;
import org.hpcdaemon.daemon.setup.dialog.Questions;
import org.hpcdaemon.daemon.setup.dialog.Questions.Question;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.jspecify.annotations.Nullable;

/** Asks for one setting, until the answer can be used; each with a proposal that Enter accepts. */
final class SettingQuestions {
    private final Dialog dialog;
    private final Questions questions;
    private final Answers answers;
    private final Proposal proposal;

    SettingQuestions(Dialog dialog, Questions questions, Proposal proposal) {
        this.dialog = dialog;
        this.questions = questions;
        this.answers = proposal.answers();
        this.proposal = proposal;
    }

    Answer<SkillChoice> skill(String preset) {
        Interview.title(dialog, 4, "What agents should know about this kind of machine");
        dialog.say("A skill is a page of guidance. There are: " + String.join(", ", answers.skillNames())
                + ". Or describe the machine in your own words.");
        return questions.ask(
                new Question(
                        "Skill (a name, text, @FILE, or `none`)",
                        "Every agent reads it before its first command. To read one: hpc-daemon skills show NAME. A text of"
                                + " several words becomes a skill of your own.",
                        preset,
                        new Dialog.Completion.TextFile(names())),
                answer -> Optional.of(new Answer<>(answer, answers.skill(answer, proposal.daemon()))));
    }

    private List<String> names() {
        return Stream.concat(answers.skillNames().stream(), Stream.of(Answers.NONE))
                .toList();
    }

    Answer<List<String>> allowedDirs(String preset) {
        Interview.title(dialog, 5, "Where agents may write");
        dialog.say("Several directories with `:` between. Agents may read what you can read; files with keys are hidden"
                + " from them.");
        Question question = new Question(
                "Directories",
                "Commands, shells and jobs of agents change files below these directories and nowhere else. `any` lifts the"
                        + " limit: they may then change whatever you may.",
                preset,
                new Dialog.Completion.Directories());
        return questions.ask(question, answer -> directories(answer).map(value -> new Answer<>(answer, value)));
    }

    private Optional<List<String>> directories(String answer) {
        List<String> written = split(answer);
        if (written.equals(List.of(Answers.ANY))) {
            dialog.say("Agents may then write WHEREVER YOU MAY: your home, your keys, your shell's start-up files.");
            return questions.agreed("Really", "`no` asks for the directories again.", false)
                    ? Optional.of(List.of())
                    : Optional.empty();
        }
        if (written.isEmpty()) {
            throw HpcException.invalid("name at least one directory, or `" + Answers.ANY + "`");
        }
        return answers.missing(written).stream().allMatch(this::make)
                ? Optional.of(answers.allowedDirs(written))
                : Optional.empty();
    }

    static List<String> split(String answer) {
        return Arrays.stream(answer.split(":"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    @Nullable
    Answer<IfUnenforced> ifUnenforced(Answer<List<String>> allowed, String preset) {
        if (allowed.value().isEmpty()) {
            return null;
        }
        dialog.say(
                "The kernel enforces this by bubblewrap or Landlock. Where neither works: `refuse` runs nothing for agents;"
                        + " `advisory` runs it with a warning, and agents could write elsewhere.");
        return questions.ask(
                new Question(
                        "If it cannot be enforced",
                        "After set-up, hpc-daemon doctor shows whether this machine can. `refuse` is the safe answer.",
                        preset,
                        new Dialog.Completion.Words(List.of("refuse", "advisory"))),
                answer -> Optional.of(new Answer<>(answer, Answers.ifUnenforced(answer))));
    }

    /** Not asked where agents may write anywhere: nothing keeps them from containers there. */
    boolean containers(Answer<List<String>> allowed, boolean preset) {
        if (allowed.value().isEmpty()) {
            return preset;
        }
        dialog.say("Containers (Apptainer, Singularity) need user namespaces, in which agents mount file systems and"
                + " are root over what is theirs. The directories hold all the same; but agents then reach parts of the kernel that"
                + " attackers like, and read files of yours whose mode forbids even you to read them.");
        return questions.agreed(
                "Allow containers",
                "`no` is the safe answer, for agents that need no containers. `yes` needs bubblewrap; hpc-daemon doctor shows"
                        + " whether they start here.",
                preset);
    }

    Answer<String> workDir(String preset) {
        return questions.ask(
                new Question(
                        "Working directory", Setting.WORK_DIR.meaning(), preset, new Dialog.Completion.Directories()),
                answer -> made(answer) ? Optional.of(new Answer<>(answer, answers.workDir(answer))) : Optional.empty());
    }

    Answer<String> instructions(String preset) {
        dialog.say("Instructions are shown to every agent: house rules, where data lies, whom to ask.");
        return questions.ask(
                new Question(
                        "Instructions (text, @FILE, or `none`)",
                        Setting.INSTRUCTIONS.meaning(),
                        preset,
                        new Dialog.Completion.TextFile(List.of(Answers.NONE))),
                answer -> Optional.of(new Answer<>(
                        answer,
                        Optional.ofNullable(answers.instructions(answer)).orElse(""))));
    }

    private boolean made(String written) {
        return answers.missing(List.of(written)).stream().allMatch(this::make);
    }

    private boolean make(Path directory) {
        if (!questions.agreed(directory + " does not exist. Make it", "`no` asks for another directory.", true)) {
            return false;
        }
        try {
            Files.createDirectories(directory);
            return true;
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot make " + directory + ": " + e.getMessage(), e);
        }
    }
}
