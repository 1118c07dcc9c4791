package org.hpcdaemon.daemon.cli;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Failures;
import org.hpcdaemon.cli.Program;
import org.hpcdaemon.cli.StandardOutput;
import org.hpcdaemon.cli.Verbs;
import org.hpcdaemon.daemon.cli.agents.AgentsCommand;
import org.hpcdaemon.daemon.cli.agents.EndCommand;
import org.hpcdaemon.daemon.cli.agents.FreezeCommand;
import org.hpcdaemon.daemon.cli.agents.ResumeCommand;
import org.hpcdaemon.daemon.cli.approval.ApprovalAllowCommand;
import org.hpcdaemon.daemon.cli.approval.ApprovalDenyCommand;
import org.hpcdaemon.daemon.cli.approval.ApprovalShowCommand;
import org.hpcdaemon.daemon.cli.approval.ApprovalsCommand;
import org.hpcdaemon.daemon.cli.approval.ApprovalsListCommand;
import org.hpcdaemon.daemon.cli.approval.ApproversAddCommand;
import org.hpcdaemon.daemon.cli.approval.ApproversCommand;
import org.hpcdaemon.daemon.cli.approval.ApproversListCommand;
import org.hpcdaemon.daemon.cli.approval.ApproversRemoveCommand;
import org.hpcdaemon.daemon.cli.install.UninstallCommand;
import org.hpcdaemon.daemon.cli.install.UpgradeCommand;
import org.hpcdaemon.daemon.cli.manual.ManualCommand;
import org.hpcdaemon.daemon.cli.policy.PolicyCheckCommand;
import org.hpcdaemon.daemon.cli.policy.PolicyCommand;
import org.hpcdaemon.daemon.cli.policy.PolicyTestCommand;
import org.hpcdaemon.daemon.cli.recording.RecordingsCommand;
import org.hpcdaemon.daemon.cli.recording.RecordingsListCommand;
import org.hpcdaemon.daemon.cli.recording.RecordingsPathCommand;
import org.hpcdaemon.daemon.cli.recording.RecordingsRemoveCommand;
import org.hpcdaemon.daemon.cli.run.Foreground;
import org.hpcdaemon.daemon.cli.run.RestartCommand;
import org.hpcdaemon.daemon.cli.run.StartCommand;
import org.hpcdaemon.daemon.cli.run.StopCommand;
import org.hpcdaemon.daemon.cli.service.ServiceCommand;
import org.hpcdaemon.daemon.cli.service.ServiceInstallCommand;
import org.hpcdaemon.daemon.cli.service.ServiceStatusCommand;
import org.hpcdaemon.daemon.cli.service.ServiceUninstallCommand;
import org.hpcdaemon.daemon.cli.setup.SetupCommand;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hpc-daemon}: run by the researcher on the machine with the data and the scheduler. */
@Command(
        name = "hpc-daemon",
        mixinStandardHelpOptions = true,
        description = "Lets your agents work on this machine, by an outbound connection only.",
        subcommands = HelpCommand.class,
        footer = {
            "",
            "Example:",
            "  hpc-daemon setup --url https://hpc.example.org --email ada@example.org",
            "  hpc-daemon start --detach",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed."
        })
public final class Main implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }

    public static void main(String[] args) {
        Context context = new Context(
                Home.of(System.getenv()),
                InstantSource.system(),
                System.getenv(),
                System.in,
                StandardOutput.open(),
                System.err);
        System.exit(Foreground.background(context, args)
                .<Callable<Integer>>map(daemon -> daemon)
                .or(() -> SandboxExecCommand.ofAJob(context, args))
                .map(verb -> run(context, verb))
                .orElseGet(() -> commandLine(context, args).execute(args)));
    }

    private static int run(Context context, Callable<Integer> verb) {
        try {
            return verb.call();
        } catch (Exception e) {
            return failures(context).failed(e);
        }
    }

    /** @param words what it is going to be asked; none builds all verbs */
    static CommandLine commandLine(Context context, String... words) {
        CommandLine line = Program.of(
                new CommandLine(new Main()), verbs(context), context.out(), context.err(), failures(context), words);
        return line.setDefaultValueProvider(new DaemonDefault(context));
    }

    private static Verbs verbs(Context context) {
        return new Verbs()
                .add("setup", () -> SetupCommand.spec(context))
                .add("list", () -> new ListCommand(context))
                .add("start", () -> StartCommand.spec(context))
                .add("stop", () -> StopCommand.spec(context))
                .add("restart", () -> RestartCommand.spec(context))
                .add("status", () -> new StatusCommand(context))
                .add("agents", () -> new AgentsCommand(context))
                .add("end", () -> new EndCommand(context))
                .add("freeze", () -> new FreezeCommand(context))
                .add("resume", () -> new ResumeCommand(context))
                .add(
                        "policy",
                        PolicyCommand::new,
                        new Verbs()
                                .add("check", () -> new PolicyCheckCommand(context))
                                .add("test", () -> new PolicyTestCommand(context)))
                .add(
                        "approvals",
                        ApprovalsCommand::new,
                        new Verbs()
                                .add("list", () -> new ApprovalsListCommand(context))
                                .add("show", () -> new ApprovalShowCommand(context))
                                .add("allow", () -> new ApprovalAllowCommand(context))
                                .add("deny", () -> new ApprovalDenyCommand(context)))
                .add(
                        "approvers",
                        ApproversCommand::new,
                        new Verbs()
                                .add("list", () -> new ApproversListCommand(context))
                                .add("add", () -> new ApproversAddCommand(context))
                                .add("remove", () -> new ApproversRemoveCommand(context)))
                .add(
                        "recordings",
                        RecordingsCommand::new,
                        new Verbs()
                                .add("list", () -> new RecordingsListCommand(context))
                                .add("path", () -> new RecordingsPathCommand(context))
                                .add("remove", () -> new RecordingsRemoveCommand(context)))
                .add("logs", () -> new LogsCommand(context))
                .add("skills", () -> new SkillsCommand(context))
                .add("remove", () -> new RemoveCommand(context))
                .addAboutAll("manual", () -> new ManualCommand(context))
                .add("doctor", () -> new DoctorCommand(context))
                .add(
                        "service",
                        ServiceCommand::new,
                        new Verbs()
                                .add("install", () -> new ServiceInstallCommand(context))
                                .add("uninstall", () -> new ServiceUninstallCommand(context))
                                .add("status", () -> new ServiceStatusCommand(context)))
                .add("upgrade", () -> new UpgradeCommand(context))
                .add("uninstall", () -> new UninstallCommand(context))
                .add("sandbox-exec", () -> new SandboxExecCommand(context))
                .add("rehearse", () -> new RehearseCommand(context));
    }

    private static Failures failures(Context context) {
        return new Failures("hpc-daemon", context.out(), context.err());
    }
}
