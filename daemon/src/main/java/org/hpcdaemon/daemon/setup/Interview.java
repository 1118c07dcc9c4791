package org.hpcdaemon.daemon.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.setup.Draft.Answer;
import org.hpcdaemon.daemon.setup.dialog.Dialog;
import org.hpcdaemon.daemon.setup.dialog.Questions;
import org.hpcdaemon.daemon.setup.dialog.Questions.Question;
import org.hpcdaemon.daemon.setup.dialog.SetupStopped;
import org.hpcdaemon.daemon.setup.platform.Platform;
import org.hpcdaemon.daemon.setup.platform.SignIn;
import org.hpcdaemon.daemon.setup.platform.SignedInOwner;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;

/**
 * The questions of setup between sign-in and registration. An answer that cannot be used is asked for again, with the
 * reason. Nothing is stored here; only directories are made, when that was agreed to.
 */
public final class Interview {
    private final Dialog dialog;
    private final Questions questions;
    private final Proposal proposal;
    private final SettingQuestions settings;

    public Interview(Dialog dialog, Proposal proposal) {
        this.dialog = dialog;
        this.questions = new Questions(dialog);
        this.proposal = proposal;
        this.settings = new SettingQuestions(dialog, questions, proposal);
    }

    /** Asks for the daemon's name if none was given; the machine's is proposed. */
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
    public SignedInOwner signIn(Platform platform, Optional<String> email) {
        title(dialog, 1, "Sign in at " + platform.target());
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
        title(dialog, 2, "What you are about to allow");
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
        title(dialog, 3, "A key for this daemon");
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
        Answer<SkillChoice> skill = settings.skill(proposal.skill());
        Answer<List<String>> allowed = settings.allowedDirs(proposal.allowedDirs());
        Answer<IfUnenforced> ifUnenforced = settings.ifUnenforced(
                allowed, proposal.guarding().ifUnenforced().toString());
        boolean containers = settings.containers(allowed, proposal.guarding().containers());
        title(dialog, 6, "Where commands start, and what agents should know");
        Answer<String> workDir = settings.workDir(proposal.workDir(allowed.value()));
        Answer<String> instructions = settings.instructions(proposal.instructionsAnswer());
        return plan(platform, confirmed(new Draft(skill, allowed, ifUnenforced, containers, workDir, instructions)));
    }

    private Draft confirmed(Draft first) {
        title(dialog, 7, "Registration");
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
                case "1" -> draft = draft.withSkill(settings.skill(draft.skill().written()));
                case "2" -> draft = withDirectories(draft);
                case "3" ->
                    draft = draft.withWorkDir(settings.workDir(draft.workDir().written()));
                case "4" ->
                    draft = draft.withInstructions(
                            settings.instructions(draft.instructions().written()));
                default -> dialog.say("  type yes, no, or a number from 1 to 4");
            }
        }
    }

    /** Commands start where agents may write, unless that was said otherwise. */
    private Draft withDirectories(Draft draft) {
        Answer<List<String>> allowed = settings.allowedDirs(draft.allowedDirs().written());
        Answer<IfUnenforced> unenforced = draft.ifUnenforced();
        Answer<String> workDir = draft.workDir();
        boolean elsewhere = !allowed.value().isEmpty()
                && allowed.value().stream().map(Path::of).noneMatch(Path.of(workDir.value())::startsWith);
        return new Draft(
                draft.skill(),
                allowed,
                settings.ifUnenforced(
                        allowed,
                        unenforced == null ? proposal.guarding().ifUnenforced().toString() : unenforced.written()),
                settings.containers(allowed, draft.containers()),
                elsewhere ? settings.workDir(proposal.workDir(allowed.value())) : workDir,
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
                proposal.answers()
                        .links(SettingQuestions.split(draft.allowedDirs().written())),
                draft.workDir().value(),
                instructions.isEmpty() ? null : instructions,
                draft.skill().value(),
                new Guarding(
                        unenforced == null ? before.ifUnenforced() : unenforced.value(),
                        before.hidden(),
                        before.noNetwork(),
                        before.noUnixSockets(),
                        draft.containers()),
                proposal.allowForward(),
                proposal.scheduler(),
                proposal.slurmPollSeconds(),
                proposal.keptJobs(),
                proposal.recording());
    }

    static void title(Dialog dialog, int step, String what) {
        dialog.say("");
        dialog.say(step + "/7  " + what);
    }
}
