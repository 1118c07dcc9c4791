package org.hpcdaemon.daemon.cli;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.setup.DaemonKey;
import org.hpcdaemon.daemon.setup.Enrolment;
import org.hpcdaemon.daemon.setup.Machine;
import org.hpcdaemon.daemon.setup.Person;
import org.hpcdaemon.daemon.setup.PipedDialog;
import org.hpcdaemon.daemon.setup.Plan;
import org.hpcdaemon.daemon.setup.Proposal;
import org.hpcdaemon.daemon.setup.SetupStopped;
import org.hpcdaemon.daemon.setup.SignIn;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Sets up a daemon on this machine: you sign in by a code, a key is made, and a profile is stored.",
        footer = {
            "",
            "Examples:",
            "  hpc-daemon setup --no-interview --url https://hpc.example.org --email ada@example.org --allowed-dirs ~/ws",
            "  hpc-daemon setup --no-interview --url https://hpc.example.org --api-key-file key --allowed-dirs ~/ws",
            "",
            "A key file comes from the platform's host: hpc-platform keys create --email YOU --daemon ID > key",
            "Running it again for the same daemon id updates the profile; what is not said stays as it was.",
            "Each option can also stand in $HPC_DAEMON_HOME/config.properties (url = …) or the environment",
            "(HPC_DAEMON_URL=…)."
        })
final class SetupCommand implements Callable<Integer> {
    private final Context context;
    private CommandSpec spec = CommandSpec.create();

    private SetupCommand(Context context) {
        this.context = context;
    }

    /** The verb with the options of the catalogue. */
    static CommandSpec spec(Context context) {
        SetupCommand command = new SetupCommand(context);
        command.spec = CommandSpec.forAnnotatedObject(command);
        for (Setting setting : Setting.values()) {
            command.spec.addOption(option(setting));
        }
        return command.spec;
    }

    private static OptionSpec option(Setting setting) {
        OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                .description(setting.meaning()
                        + setting.standard()
                                .map(standard -> " Default: " + standard + ".")
                                .orElse(""));
        return switch (setting.kind()) {
            case SWITCH -> option.type(boolean.class).arity("0").build();
            case VALUE ->
                option.type(String.class).arity("1").paramLabel(setting.label()).build();
            case LIST ->
                option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1..*")
                        .paramLabel(setting.label())
                        .build();
        };
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings =
                Settings.of(flags(), context.environment(), context.home().configFile());
        if (!settings.isOn(Setting.NO_INTERVIEW)) {
            throw HpcException.invalid("the interview does not exist yet; add --no-interview");
        }
        try {
            return unattended(settings);
        } catch (SetupStopped e) {
            context.err().println("hpc-daemon: " + e.reason() + "; nothing was changed");
            return ExitCodes.FAILED;
        }
    }

    private Map<Setting, List<String>> flags() {
        ParseResult parsed = spec.commandLine().getParseResult();
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(
                        setting,
                        switch (setting.kind()) {
                            case SWITCH -> List.of("true");
                            case VALUE -> List.of(parsed.<String>matchedOptionValue(setting.flag(), ""));
                            case LIST -> parsed.matchedOptionValue(setting.flag(), List.<String>of());
                        });
            }
        }
        return flags;
    }

    /** What is known before anything is asked. */
    private record Before(Optional<Profile> stored, boolean running) {}

    private int unattended(Settings settings) throws InterruptedException {
        Machine machine = context.machine();
        DaemonId daemon = Proposal.daemon(settings, machine);
        Before before = context.database(database -> new Before(
                new Profiles(database, context.clock()).of(daemon),
                !(context.presence(database, daemon) instanceof Presence.Nowhere)));
        Proposal proposal = new Proposal(daemon, settings, before.stored(), machine);
        Plan plan = proposal.accept();
        if (proposal.isUnrestricted()) {
            warn("no --allowed-dirs: agents may write WHEREVER YOU MAY, your home and your keys included");
        }
        Optional<String> keyFile = settings.text(Setting.API_KEY_FILE);
        Enrolment enrolment = new Enrolment(plan, this::store, machine.host(), before.running());
        Enrolment.Outcome outcome = keyFile.isPresent()
                ? enrolment.withKey(DaemonKey.read(keyFile.get()))
                : enrolment.withNewKey(signIn(settings, plan, before, machine));
        tell(outcome, plan, before);
        return ExitCodes.OK;
    }

    private Person signIn(Settings settings, Plan plan, Before before, Machine machine) {
        String email = settings.required(Setting.EMAIL);
        Person person =
                new SignIn(plan.platform(), new PipedDialog(context.in(), context.err()), context.clock()).run(email);
        if (before.stored().isEmpty() && !settings.isOn(Setting.REPLACE)) {
            person.daemon(plan.daemon())
                    .map(HpcClient.DaemonView::host)
                    .filter(host -> !host.equals(machine.host()))
                    .ifPresent(host -> {
                        throw new HpcException(
                                ErrorCode.NOT_ALLOWED,
                                "you have a daemon " + plan.daemon() + " on " + host + ", whose key would be revoked;"
                                        + " choose another --daemon-id, or add --replace");
                    });
        }
        return person;
    }

    private void store(Profile profile) {
        context.profiles(profiles -> {
            profiles.save(profile);
            return profile;
        });
    }

    private void tell(Enrolment.Outcome outcome, Plan plan, Before before) {
        context.out()
                .println("set up " + plan.daemon() + " for " + plan.platform().target());
        switch (outcome) {
            case Enrolment.Outcome.Registered(int revoked) -> {
                if (revoked > 0) {
                    context.out()
                            .println("its " + (revoked == 1 ? "old key was" : revoked + " old keys were") + " revoked");
                }
            }
            case Enrolment.Outcome.NotReached(String reason) ->
                warn("not registered yet: " + reason + "; `hpc-daemon start` tries again");
            case Enrolment.Outcome.OldKeysLeft(String reason) ->
                warn("an old key of it is still good: " + reason + "; run setup again, or revoke it: hpc keys list");
        }
        if (before.running()) {
            warn(plan.daemon() + " runs with its old settings"
                    + (outcome instanceof Enrolment.Outcome.Registered(int revoked) && revoked > 0
                            ? " and ends, since its key was revoked; start it again: hpc-daemon start --detach"
                            : " until it is started again: hpc-daemon stop, then start --detach"));
        }
    }

    private void warn(String what) {
        context.err().println("hpc-daemon: warning: " + what);
    }
}
