package org.hpcdaemon.daemon.cli.setup;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.setup.Changes;
import org.hpcdaemon.daemon.setup.DaemonKey;
import org.hpcdaemon.daemon.setup.Enrolment;
import org.hpcdaemon.daemon.setup.Interview;
import org.hpcdaemon.daemon.setup.Machine;
import org.hpcdaemon.daemon.setup.Plan;
import org.hpcdaemon.daemon.setup.Proposal;
import org.hpcdaemon.daemon.setup.dialog.Dialog;
import org.hpcdaemon.daemon.setup.platform.Handover;
import org.hpcdaemon.daemon.setup.platform.Platform;
import org.hpcdaemon.daemon.setup.platform.SignIn;
import org.hpcdaemon.daemon.setup.platform.SignedInOwner;
import org.hpcdaemon.daemon.skill.Skill;
import org.hpcdaemon.daemon.skill.SkillShelf;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.choose.HostReport;

/** One setup, from the settings to what is printed at its end. */
final class SetupRun {
    private final Context context;
    private final Settings settings;
    private final Machine machine;
    private final DaemonId daemon;
    private final Before before;
    private final Proposal proposal;

    /** What is known before anything is asked. */
    private record Before(Optional<Profile> stored, boolean running) {}

    private SetupRun(Context context, Settings settings, Machine machine, DaemonId daemon, Before before) {
        this.context = context;
        this.settings = settings;
        this.machine = machine;
        this.daemon = daemon;
        this.before = before;
        this.proposal = new Proposal(daemon, settings, before.stored(), machine);
    }

    /** Without a name and a platform, settings of the daemon that is set up here are meant, which is to be named if there are several. */
    static SetupRun of(Context context, Settings settings) {
        Machine machine = context.machine();
        return of(
                context,
                settings,
                Proposal.named(settings, machine)
                        .or(() -> settings.text(Setting.URL).isPresent() ? Optional.empty() : known(context))
                        .orElseGet(() -> Proposal.namedAsTheHost(machine)));
    }

    private static Optional<DaemonId> known(Context context) {
        return context.profiles(profiles -> profiles.all().isEmpty()
                ? Optional.empty()
                : Optional.of(profiles.find(null).daemon()));
    }

    /** The daemon's name is asked for unless it was given. */
    static SetupRun of(Context context, Settings settings, Dialog dialog) {
        Machine machine = context.machine();
        return of(
                context, settings, Proposal.named(settings, machine).orElseGet(() -> Interview.name(dialog, machine)));
    }

    private static SetupRun of(Context context, Settings settings, DaemonId daemon) {
        Before before = context.database(database -> new Before(
                new Profiles(database, context.clock()).of(daemon),
                !(context.presence(database, daemon) instanceof Presence.Nowhere)));
        return new SetupRun(context, settings, context.machine(), daemon, before);
    }

    /** Asks for nothing but the code, and for that only if a new key is to be made. */
    void unattended(Dialog dialog) throws InterruptedException {
        Plan plan = proposal.accept();
        Optional<String> kept = keptKey(plan);
        Optional<String> key = kept.isPresent() ? kept : key();
        String email = key.isPresent() ? "" : settings.required(Setting.EMAIL);
        if (proposal.isUnrestricted()) {
            warn("no --allowed-dirs: agents may write WHEREVER YOU MAY, your home and your keys included");
        }
        if (key.isPresent()) {
            tell(kept.isPresent() ? enrolAgain(plan, key.get()) : enrol(plan, key.get()), plan, kept.isPresent());
            return;
        }
        SignedInOwner person = new SignIn(plan.platform(), dialog).run(email);
        namesake(person).ifPresent(host -> {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "you have a daemon " + daemon + " on " + host + ", whose key would be revoked; choose another"
                            + " --daemon-id, or add --replace");
        });
        tell(enrolment(plan).withNewKey(person), plan, false);
    }

    /** The whole interview. */
    void attended(Dialog dialog) throws InterruptedException {
        Interview interview = new Interview(dialog, proposal);
        Platform platform = interview.platform();
        if (before.running()) {
            dialog.say(daemon + " runs now, and goes on with its shells: it takes the new key at the end of this.");
        }
        Optional<String> key = key();
        if (key.isPresent()) {
            if (!isOffline()) {
                platform.check(); // before twenty answers, rather than after them
            }
            interview.disclaimer();
            Plan plan = interview.run(platform);
            tell(enrol(plan, key.get()), plan, false);
            return;
        }
        SignedInOwner person = interview.signIn(platform, settings.text(Setting.EMAIL));
        interview.disclaimer();
        namesake(person).ifPresent(interview::takeOver);
        interview.key();
        Plan plan = interview.run(platform);
        tell(enrolment(plan).withNewKey(person), plan, false);
    }

    private boolean isOffline() {
        return settings.isOn(Setting.OFFLINE);
    }

    /** The one that it has at that platform, unless another is to be stored. */
    private Optional<String> keptKey(Plan plan) {
        boolean another = Stream.of(Setting.EMAIL, Setting.API_KEY_FILE)
                .anyMatch(setting -> settings.text(setting).isPresent());
        return another ? Optional.empty() : storedAt(plan).map(Profile::apiKey);
    }

    private Enrolment.Result enrolAgain(Plan plan, String key) throws InterruptedException {
        try {
            return enrol(plan, key);
        } catch (HpcException e) {
            throw e.code() == ErrorCode.UNAUTHORIZED
                    ? new HpcException(
                            e.code(), e.reason() + "; nothing was changed; add --email YOU to make a new one", e)
                    : e;
        }
    }

    /** The one in the file that was named; empty if a new one is to be made, for which the platform is needed. */
    private Optional<String> key() {
        Optional<String> key = settings.text(Setting.API_KEY_FILE).map(DaemonKey::read);
        if (key.isEmpty() && isOffline()) {
            throw HpcException.invalid("--offline needs --api-key-file FILE: a new key is made by the platform");
        }
        return key;
    }

    private Enrolment.Result enrol(Plan plan, String key) throws InterruptedException {
        return isOffline()
                ? enrolment(plan).withUntriedKey(key)
                : enrolment(plan).withKey(key);
    }

    /** Another machine that has a daemon of this id, unless it is to be taken over. */
    private Optional<String> namesake(SignedInOwner person) {
        return before.stored().isPresent() || settings.isOn(Setting.REPLACE)
                ? Optional.empty()
                : person.daemon(daemon).map(DaemonView::host).filter(host -> !host.equals(machine.host()));
    }

    private Enrolment enrolment(Plan plan) {
        return new Enrolment(
                plan,
                profile -> store(plan, profile),
                machine.host(),
                new Handover(
                        () -> context.database(database -> context.presence(database, daemon)),
                        storedAt(plan).isPresent(),
                        Handover.ONLINE_TIMEOUT));
    }

    /** The profile of the daemon, if it is for the same platform. */
    private Optional<Profile> storedAt(Plan plan) {
        return before.stored()
                .filter(stored ->
                        stored.platformUrl().equals(plan.platform().target().toString()));
    }

    private void store(Plan plan, Profile profile) {
        Skill written = plan.skill().written();
        context.profiles(profiles -> {
            if (written != null) {
                new SkillShelf(context.home().skills()).keep(written);
            }
            profiles.save(profile);
            return profile;
        });
    }

    private void tell(Enrolment.Result result, Plan plan, boolean keptKey) {
        List<String> changed = before.stored()
                .map(stored -> Changes.between(stored, plan.with(stored.apiKey())))
                .orElse(List.of());
        SetupEnd end = new SetupEnd(context, daemon);
        end.tell(result, plan.platform().target(), changed, keptKey);
        if (plan.guarding().containers() && !plan.allowedDirs().isEmpty()) {
            end.tellOfContainers(HostReport.of(plan.with("").confinement(context.home(), context.environment())));
        }
    }

    private void warn(String what) {
        context.err().println("hpc-daemon: warning: " + what);
    }
}
