package org.hpcdaemon.daemon.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Guarding;
import org.hpcdaemon.daemon.config.IfUnenforced;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * The questions of setup between sign-in and registration. An answer that cannot be used is asked for again, with the
 * reason. Nothing is stored here; only directories are made, when that was agreed to.
 */
public final class Interview {
    private static final Dialog.Completion YES_OR_NO = new Dialog.Completion.Words(List.of("yes", "no"));

    private final Dialog dialog;
    private final Proposal proposal;
    private final Answers answers;

    public Interview(Dialog dialog, Proposal proposal) {
        this.dialog = dialog;
        this.proposal = proposal;
        this.answers = proposal.answers();
    }

    /** The platform that was named; asked for if none was. */
    public Platform platform() {
        return proposal.hasUrl()
                ? proposal.platform()
                : ask(
                        "The platform's URL",
                        "",
                        new Dialog.Completion.Nothing(),
                        answer -> Optional.of(proposal.platform(answer)));
    }

    /** Sends the code, and asks for it until it is right. */
    public Person signIn(Platform platform, Optional<String> email) {
        title(1, "Sign in at " + platform.target());
        String address = email.orElseGet(
                () -> ask("Your e-mail address", "", new Dialog.Completion.Nothing(), Interview::address));
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
        boolean accepted = ask(
                "Type `yes` to accept, `no` to stop", null, new Dialog.Completion.Nothing(), answer -> switch (answer) {
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
        if (!agreed("Make it", true)) {
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
        if (!agreed("Take the id over", false)) {
            throw new SetupStopped("the id stays with " + host);
        }
    }

    /** Asks the rest. */
    public Plan run(Platform platform) {
        SkillChoice skill = skill();
        List<String> allowed = allowedDirs();
        Guarding before = proposal.guarding();
        IfUnenforced ifUnenforced = allowed.isEmpty() ? before.ifUnenforced() : ifUnenforced(before.ifUnenforced());
        title(6, "Where commands start, and what agents should know");
        String workDir = ask(
                "Working directory",
                proposal.workDir(allowed),
                new Dialog.Completion.Directories(),
                answer -> made(answer) ? Optional.of(answers.workDir(answer)) : Optional.empty());
        dialog.say("Instructions are shown to every agent: house rules, where data lies, whom to ask.");
        @Nullable
        String instructions = ask(
                "Instructions (text, @FILE, or `none`)",
                proposal.instructionsAnswer(),
                new Dialog.Completion.TextFile(List.of(Answers.NONE)),
                answer -> Optional.of(
                        Optional.ofNullable(answers.instructions(answer)).orElse("")));
        title(7, "Registration");
        return new Plan(
                proposal.daemon(),
                platform,
                Answers.clusterName(proposal.clusterName()),
                allowed,
                workDir,
                instructions.isEmpty() ? null : instructions,
                skill,
                new Guarding(ifUnenforced, before.hidden(), before.noNetwork(), before.noUnixSockets()),
                proposal.slurmPollSeconds(),
                proposal.keptJobs());
    }

    private SkillChoice skill() {
        title(4, "What agents should know of this kind of machine");
        dialog.say("A skill is a page of guidance. There are: " + String.join(", ", answers.skillNames())
                + ". Or describe the machine in your own words.");
        return ask(
                "Skill (a name, text, @FILE, or `none`)",
                proposal.skill(),
                new Dialog.Completion.TextFile(names()),
                answer -> Optional.of(answers.skill(answer, proposal.daemon())));
    }

    private List<String> names() {
        return Stream.concat(answers.skillNames().stream(), Stream.of(Answers.NONE))
                .toList();
    }

    private List<String> allowedDirs() {
        title(5, "Where agents may write");
        dialog.say("Several directories with `:` between. Agents may read what you can read; files with keys are hidden"
                + " from them.");
        return ask("Directories", proposal.allowedDirs(), new Dialog.Completion.Directories(), answer -> {
            List<String> written = Arrays.stream(answer.split(":"))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .toList();
            if (written.equals(List.of(Answers.ANY))) {
                dialog.say(
                        "Agents may then write WHEREVER YOU MAY: your home, your keys, your shell's start-up files.");
                return agreed("Really", false) ? Optional.of(List.of()) : Optional.empty();
            }
            if (written.isEmpty()) {
                throw HpcException.invalid("name at least one directory, or `" + Answers.ANY + "`");
            }
            return answers.missing(written).stream().allMatch(this::make)
                    ? Optional.of(answers.allowedDirs(written))
                    : Optional.empty();
        });
    }

    private IfUnenforced ifUnenforced(IfUnenforced before) {
        dialog.say(
                "The kernel enforces this by bubblewrap or Landlock. Where neither works: `refuse` runs nothing for agents;"
                        + " `advisory` runs it with a warning, and agents could write elsewhere.");
        return ask(
                "If it cannot be enforced",
                before.toString(),
                new Dialog.Completion.Words(List.of("refuse", "advisory")),
                answer -> Optional.of(Answers.ifUnenforced(answer)));
    }

    private boolean made(String written) {
        return answers.missing(List.of(written)).stream().allMatch(this::make);
    }

    private boolean make(Path directory) {
        if (!agreed(directory + " does not exist. Make it", true)) {
            return false;
        }
        try {
            Files.createDirectories(directory);
            return true;
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    private boolean agreed(String question, boolean preset) {
        return ask(question + "? (yes or no)", preset ? "yes" : "no", YES_OR_NO, answer -> switch (answer) {
            case "yes", "y" -> Optional.of(true);
            case "no", "n" -> Optional.of(false);
            default -> throw HpcException.invalid("say yes or no");
        });
    }

    /** Asks until the answer can be read; one that comes to nothing is asked for again without a reason. */
    private <T> T ask(
            String question,
            @Nullable String preset,
            Dialog.Completion completion,
            Function<String, Optional<T>> reading) {
        while (true) {
            try {
                Optional<T> read = reading.apply(dialog.ask(question, preset, completion));
                if (read.isPresent()) {
                    return read.get();
                }
            } catch (HpcException e) {
                dialog.say("  " + e.reason());
            }
        }
    }

    private void title(int step, String what) {
        dialog.say("");
        dialog.say(step + "/7  " + what);
    }
}
