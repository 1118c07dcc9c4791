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
import org.hpcdaemon.daemon.setup.Questions.Question;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.jspecify.annotations.Nullable;

/**
 * The questions of setup between sign-in and registration. An answer that cannot be used is asked for again, with the
 * reason. Nothing is stored here; only directories are made, when that was agreed to.
 */
public final class Interview {
    private final Dialog dialog;
    private final Questions questions;
    private final Proposal proposal;
    private final Answers answers;

    public Interview(Dialog dialog, Proposal proposal) {
        this.dialog = dialog;
        this.questions = new Questions(dialog);
        this.proposal = proposal;
        this.answers = proposal.answers();
    }

    /** The name of a daemon for which nobody has given one; the machine's is proposed. */
    public static DaemonId name(Dialog dialog, Machine machine) {
        return new Questions(dialog)
                .ask(
                        new Question(
                                "The daemon's name, by which agents call it",
                                Setting.DAEMON_ID.meaning()
                                        + " The name of a daemon that is set up here changes that one.",
                                Answers.daemon(machine.host()).value()),
                        answer -> Optional.of(Answers.daemon(answer)));
    }

    /** The platform that was named; asked for if none was. */
    public Platform platform() {
        return proposal.hasUrl()
                ? proposal.platform()
                : questions.ask(
                        new Question("The platform's URL", Setting.URL.meaning() + " Its host tells you.", ""),
                        answer -> Optional.of(proposal.platform(answer)));
    }

    /** Sends the code, and asks for it until it is right. */
    public Person signIn(Platform platform, Optional<String> email) {
        title(1, "Sign in at " + platform.target());
        String address = email.orElseGet(() ->
                questions.ask(new Question("Your e-mail address", Setting.EMAIL.meaning(), ""), Interview::address));
        return new SignIn(platform, dialog).run(address);
    }

    private static Optional<String> address(String answer) {
        if (!answer.contains("@")) {
            throw HpcException.invalid("expected the form name@example.org");
        }
        return Optional.of(answer);
    }

    /** What must be understood first. Throws {@link SetupStopped} if it is not accepted; asks again unless told in so many letters. */
    public void disclaimer() {
        title(2, "What you are about to allow");
        Disclaimer.LINES.forEach(dialog::say);
        boolean accepted = questions.ask(
                new Question(
                        "Type `yes` to accept, `no` to stop",
                        "Agents that sign in as you run commands on this machine with your rights. `no` changes nothing.",
                        null),
                answer -> switch (answer) {
                    case "yes" -> Optional.of(true);
                    case "no" -> Optional.of(false);
                    default -> throw HpcException.invalid("type yes to accept, no to stop");
                });
        if (!accepted) {
            throw new SetupStopped("not accepted");
        }
    }

    /** Throws {@link SetupStopped} if no key is wanted. */
    public void key() {
        title(3, "A key for this daemon");
        dialog.say(
                "A key is made with which the daemon " + proposal.daemon() + " connects as you. It is made and tried at"
                        + " the end, after your answers; an earlier key of this daemon is revoked only after the new one works.");
        String help =
                "Without a key the daemon cannot connect: `no` stops here and changes nothing. With a key that the"
                        + " platform's host made for you: --api-key-file FILE.";
        if (!questions.agreed("Make it", help, true)) {
            throw new SetupStopped("no key is wanted");
        }
    }

    /**
     * Asks on when another machine has a daemon of that id. Throws {@link SetupStopped} if it is to keep it.
     *
     * @param host that machine
     */
    public void takeOver(String host) {
        dialog.say("You have a daemon " + proposal.daemon() + " on " + host
                + " already. Its key is revoked if you go on; another id: --daemon-id ID");
        String help = "An id names one daemon of yours: `yes` cuts the one on " + host + " off, `no` stops here.";
        if (!questions.agreed("Take the id over", help, false)) {
            throw new SetupStopped("the id stays with " + host);
        }
    }

    /** Asks the rest, shows it, and goes on once it is as it should be. Throws {@link SetupStopped} if it is not to be stored. */
    public Plan run(Platform platform) {
        Answer<SkillChoice> skill = skill(proposal.skill());
        Answer<List<String>> allowed = allowedDirs(proposal.allowedDirs());
        Answer<IfUnenforced> ifUnenforced =
                ifUnenforced(allowed, proposal.guarding().ifUnenforced().toString());
        title(6, "Where commands start, and what agents should know");
        Answer<String> workDir = workDir(proposal.workDir(allowed.value()));
        Answer<String> instructions = instructions(proposal.instructionsAnswer());
        return plan(platform, confirmed(new Draft(skill, allowed, ifUnenforced, workDir, instructions)));
    }

    private Draft confirmed(Draft first) {
        title(7, "Registration");
        Draft draft = first;
        while (true) {
            dialog.say("The daemon " + proposal.daemon() + ":");
            draft.summary().forEach(dialog::say);
            String answer = questions.line(new Question(
                    "Set it up like this? (yes, a number to change, or no)",
                    "`yes` makes the key and stores the answers; 1 to 4 asks that question again; `no` stops, and nothing"
                            + " is changed.",
                    "yes",
                    new Dialog.Completion.Words(List.of("yes", "no"))));
            switch (answer) {
                case "yes", "y" -> {
                    return draft;
                }
                case "no", "n" -> throw new SetupStopped("not set up");
                case "1" -> draft = draft.withSkill(skill(draft.skill().written()));
                case "2" -> draft = withDirectories(draft);
                case "3" -> draft = draft.withWorkDir(workDir(draft.workDir().written()));
                case "4" ->
                    draft = draft.withInstructions(
                            instructions(draft.instructions().written()));
                default -> dialog.say("  say yes, no, or a number from 1 to 4");
            }
        }
    }

    /** Commands start where agents may write, unless that was said otherwise. */
    private Draft withDirectories(Draft draft) {
        Answer<List<String>> allowed = allowedDirs(draft.allowedDirs().written());
        Answer<IfUnenforced> unenforced = draft.ifUnenforced();
        Answer<String> workDir = draft.workDir();
        boolean elsewhere = !allowed.value().isEmpty()
                && allowed.value().stream().map(Path::of).noneMatch(Path.of(workDir.value())::startsWith);
        return new Draft(
                draft.skill(),
                allowed,
                ifUnenforced(
                        allowed,
                        unenforced == null ? proposal.guarding().ifUnenforced().toString() : unenforced.written()),
                elsewhere ? workDir(proposal.workDir(allowed.value())) : workDir,
                draft.instructions());
    }

    private Plan plan(Platform platform, Draft draft) {
        Guarding before = proposal.guarding();
        Answer<IfUnenforced> unenforced = draft.ifUnenforced();
        String instructions = draft.instructions().value();
        return new Plan(
                proposal.daemon(),
                platform,
                Answers.clusterName(proposal.clusterName()),
                draft.allowedDirs().value(),
                answers.links(split(draft.allowedDirs().written())),
                draft.workDir().value(),
                instructions.isEmpty() ? null : instructions,
                draft.skill().value(),
                new Guarding(
                        unenforced == null ? before.ifUnenforced() : unenforced.value(),
                        before.hidden(),
                        before.noNetwork(),
                        before.noUnixSockets()),
                proposal.slurmPollSeconds(),
                proposal.keptJobs());
    }

    private Answer<SkillChoice> skill(String preset) {
        title(4, "What agents should know of this kind of machine");
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

    private Answer<List<String>> allowedDirs(String preset) {
        title(5, "Where agents may write");
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

    private static List<String> split(String answer) {
        return Arrays.stream(answer.split(":"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private @Nullable Answer<IfUnenforced> ifUnenforced(Answer<List<String>> allowed, String preset) {
        if (allowed.value().isEmpty()) {
            return null;
        }
        dialog.say(
                "The kernel enforces this by bubblewrap or Landlock. Where neither works: `refuse` runs nothing for agents;"
                        + " `advisory` runs it with a warning, and agents could write elsewhere.");
        return questions.ask(
                new Question(
                        "If it cannot be enforced",
                        "Whether it can be on this machine says, after set-up: hpc-daemon doctor. `refuse` is the safe answer.",
                        preset,
                        new Dialog.Completion.Words(List.of("refuse", "advisory"))),
                answer -> Optional.of(new Answer<>(answer, Answers.ifUnenforced(answer))));
    }

    private Answer<String> workDir(String preset) {
        return questions.ask(
                new Question(
                        "Working directory", Setting.WORK_DIR.meaning(), preset, new Dialog.Completion.Directories()),
                answer -> made(answer) ? Optional.of(new Answer<>(answer, answers.workDir(answer))) : Optional.empty());
    }

    private Answer<String> instructions(String preset) {
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

    private void title(int step, String what) {
        dialog.say("");
        dialog.say(step + "/7  " + what);
    }
}
