package org.hpcdaemon.platform.cli.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.service.OwnProgram;
import org.hpcdaemon.cli.service.Unit;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.cli.option.HomeOption;
import org.hpcdaemon.platform.cli.option.MailOptions;
import org.hpcdaemon.platform.cli.option.ServingOptions;
import org.hpcdaemon.platform.cli.option.SmtpPassword;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hpc-platform service install}: takes the options of {@code start}, with which the service starts it. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = {
            "Writes, enables and starts a systemd unit that runs `hpc-platform start` with these options:",
            "as root one of the machine, else one of your own systemd. Run it again to change them."
        },
        footer = {
            "%nExamples:",
            "  useradd --system hpc-platform",
            "  hpc-platform service install --run-as hpc-platform --behind-proxy \\",
            "    --public-url https://hpc.example.org --allow @example.org \\",
            "    --smtp smtp://127.0.0.1:25 --mail-from hpc@example.org"
        })
@SuppressWarnings("NullAway.Init") // spec is set by picocli
public final class ServiceInstallCommand implements Callable<Integer> {
    /** Of this login, without which Java or its options would not be found. */
    private static final List<String> NEEDED = List.of("PATH", "LANG", "JAVA_HOME", "HPC_JAVA_OPTS");

    /** These say how it is installed, or are said to the unit by a variable. */
    private static final Set<String> NOT_OF_START = Set.of("--user", "--run-as", "--home");

    private final Class<?> program;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceScope scope = new ServiceScope();

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private MailOptions mail = new MailOptions();

    @Mixin
    private ServingOptions serving = new ServingOptions();

    @Option(names = "--run-as", paramLabel = "USER", description = "As whom the machine's systemd runs it.")
    private @Nullable String runAs;

    /** @param program the class with the {@code main} that the service starts */
    public ServiceInstallCommand(Class<?> program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        @Nullable String user = user();
        Path folder = user == null ? home.path() : home.named().orElse(PlatformUnit.DEFAULT_HOME);
        PlatformConfig config = serving.config(folder);
        var _ = serving.metricsAddress();
        var _ = serving.policy();
        refuseSecrets();
        PlatformUnit platform = new PlatformUnit(user, folder, variables(folder), command(), config.port());
        Unit unit = scope.unit();
        if (!unit.isPossible()) {
            throw new HpcException(
                    ErrorCode.INTERNAL,
                    "no "
                            + (scope.isOfMachine()
                                    ? "systemd answers on this machine"
                                    : "user systemd answers in this login")
                            + ", so nothing was installed; have what starts your services run: "
                            + String.join(" ", command()));
        }
        unit.install(platform.text(), true);
        tell(unit, folder);
        return ExitCodes.OK;
    }

    private @Nullable String user() {
        if (!scope.isOfMachine()) {
            if (runAs != null) {
                throw HpcException.invalid(
                        "--run-as is for the machine's systemd: leave it out, or be root without --user");
            }
            return null;
        }
        if (runAs == null) {
            throw HpcException.invalid("name the user to run the platform as: --run-as hpc-platform (made with:"
                    + " useradd --system hpc-platform); or --user, for your own systemd");
        }
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(runAs);
            return runAs;
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.INVALID_PARAMS,
                    "--run-as " + runAs + ": no such user; make it with: useradd --system " + runAs,
                    e);
        }
    }

    private void refuseSecrets() {
        mail.refusePasswordInUrl();
        if (System.getenv(SmtpPassword.VARIABLE) != null) {
            throw HpcException.invalid(
                    "$" + SmtpPassword.VARIABLE + " is not taken into a unit, whose variables every user"
                            + " may read: put the password into a file, name that with --smtp-password-file, and unset it");
        }
    }

    private static SortedMap<String, String> variables(Path folder) {
        SortedMap<String, String> variables =
                new TreeMap<>(Map.of(HomeOption.VARIABLE, folder.toString(), "HPC_BUILD", "never"));
        for (String name : NEEDED) {
            String value = System.getenv(name);
            // A unit holds no line end.
            if (value != null && value.lines().count() == 1) {
                variables.put(name, value);
            }
        }
        return variables;
    }

    /** As it was asked for, with files named from the root: a service starts elsewhere. */
    private List<String> command() {
        List<String> command = new ArrayList<>(OwnProgram.command(program.getName()));
        command.add("start");
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (NOT_OF_START.contains(option.longestName())) {
                continue;
            }
            command.add(option.longestName());
            if (option.arity().max() > 0) {
                boolean file = option.typeInfo().getType() == Path.class;
                option.stringValues().forEach(value -> command.add(file ? absolute(value) : value));
            }
        }
        return command;
    }

    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().toString();
    }

    private void tell(Unit unit, Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("installed " + unit.file().file() + "; its state is in " + folder);
        out.println("it is started; see: " + scope.asking("journalctl") + " -u " + PlatformUnit.NAME);
        out.flush();
        if (!scope.isOfMachine() && !unit.lingers(ServiceScope.userName()).orElse(false)) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "hpc-platform: warning: systemd may end it with your last logout; to have it run without you:"
                                    + " loginctl enable-linger (or ask an administrator)");
        }
    }
}
