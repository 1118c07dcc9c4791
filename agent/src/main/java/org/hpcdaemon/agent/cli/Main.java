package org.hpcdaemon.agent.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.account.KeysCommand;
import org.hpcdaemon.agent.cli.account.KeysCreateCommand;
import org.hpcdaemon.agent.cli.account.KeysListCommand;
import org.hpcdaemon.agent.cli.account.KeysRevokeCommand;
import org.hpcdaemon.agent.cli.account.LoginCommand;
import org.hpcdaemon.agent.cli.account.LogoutCommand;
import org.hpcdaemon.agent.cli.account.StopAllCommand;
import org.hpcdaemon.agent.cli.approval.ApprovalAllowCommand;
import org.hpcdaemon.agent.cli.approval.ApprovalDenyCommand;
import org.hpcdaemon.agent.cli.approval.ApprovalShowCommand;
import org.hpcdaemon.agent.cli.approval.ApprovalWaitCommand;
import org.hpcdaemon.agent.cli.approval.ApprovalsCommand;
import org.hpcdaemon.agent.cli.approval.ApprovalsListCommand;
import org.hpcdaemon.agent.cli.approval.ApproverKeyCommand;
import org.hpcdaemon.agent.cli.file.CopyCommand;
import org.hpcdaemon.agent.cli.file.ListCommand;
import org.hpcdaemon.agent.cli.file.MakeDirectoryCommand;
import org.hpcdaemon.agent.cli.file.ReadCommand;
import org.hpcdaemon.agent.cli.file.RemoveCommand;
import org.hpcdaemon.agent.cli.file.SearchCommand;
import org.hpcdaemon.agent.cli.forward.ForwardCommand;
import org.hpcdaemon.agent.cli.job.JobCancelCommand;
import org.hpcdaemon.agent.cli.job.JobCommand;
import org.hpcdaemon.agent.cli.job.JobListCommand;
import org.hpcdaemon.agent.cli.job.JobLogsCommand;
import org.hpcdaemon.agent.cli.job.JobRemoveCommand;
import org.hpcdaemon.agent.cli.job.JobStatusCommand;
import org.hpcdaemon.agent.cli.job.JobSubmitCommand;
import org.hpcdaemon.agent.cli.job.JobWaitCommand;
import org.hpcdaemon.agent.cli.recording.PlayCommand;
import org.hpcdaemon.agent.cli.recording.RecordingsCommand;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shell.ExecCommand;
import org.hpcdaemon.agent.cli.shell.RshCommand;
import org.hpcdaemon.agent.cli.shell.SftpCommand;
import org.hpcdaemon.agent.cli.shell.ShellCommand;
import org.hpcdaemon.cli.Failures;
import org.hpcdaemon.cli.Program;
import org.hpcdaemon.cli.StandardOutput;
import org.hpcdaemon.cli.Verbs;
import org.hpcdaemon.linux.system.WaitingOutput;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hpc}: the command line of agents and users. */
@Command(
        name = "hpc",
        mixinStandardHelpOptions = true,
        description = "Runs commands, shells and jobs on machines behind firewalls, through a platform.",
        subcommands = HelpCommand.class,
        footer = {
            "",
            "Examples:",
            "  hpc daemons",
            "  hpc exec mybox -- nvidia-smi",
            "  hpc shell mybox",
            "  hpc cp data.csv mybox:data/",
            "  hpc job submit mybox --context 'epoch 3' -- python train.py",
            "  hpc events --follow --ack",
            "",
            "HPC_URL and HPC_API_KEY stand in for `hpc login`. HPC_CA_FILE names further CA",
            "certificates to trust (PEM). HTTPS_PROXY and NO_PROXY are followed.",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed.",
            "With --json, a failure is {\"error\":{\"code\",\"message\",\"advice\"}} on stdout too."
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
        PrintStream out = StandardOutput.open(WaitingOutput.standardOutput());
        Context context = new Context(new Settings(System.getenv()), System.in, out, System.err);
        System.exit(commandLine(context, args).execute(args));
    }

    /** @param words what it is going to be asked; none builds all verbs */
    static CommandLine commandLine(Context context, String... words) {
        return Program.of(
                new CommandLine(new Main()),
                verbs(context),
                context.out(),
                context.err(),
                new Failures("hpc", context.out(), context.err(), Main::words),
                words);
    }

    private static Verbs verbs(Context context) {
        return new Verbs()
                .add("login", () -> new LoginCommand(context))
                .add("logout", () -> new LogoutCommand(context))
                .add("whoami", () -> new WhoAmICommand(context))
                .add("doctor", () -> new DoctorCommand(context))
                .add("daemons", () -> new DaemonsCommand(context))
                .add("info", () -> new InfoCommand(context))
                .add("budget", () -> new BudgetCommand(context))
                .add("skill", () -> new SkillCommand(context))
                .add("exec", () -> new ExecCommand(context))
                .add("shell", () -> new ShellCommand(context))
                .add("rsh", () -> new RshCommand(context))
                .add("sftp", () -> new SftpCommand(context))
                .add("forward", () -> new ForwardCommand(context))
                .add("cp", () -> new CopyCommand(context))
                .add("ls", () -> new ListCommand(context))
                .add("cat", () -> new ReadCommand(context))
                .add("search", () -> new SearchCommand(context))
                .add("mkdir", () -> new MakeDirectoryCommand(context))
                .add("rm", () -> new RemoveCommand(context))
                .add(
                        "job",
                        JobCommand::new,
                        new Verbs()
                                .add("submit", () -> new JobSubmitCommand(context))
                                .add("status", () -> new JobStatusCommand(context))
                                .add("list", () -> new JobListCommand(context))
                                .add("logs", () -> new JobLogsCommand(context))
                                .add("cancel", () -> new JobCancelCommand(context))
                                .add("rm", () -> new JobRemoveCommand(context))
                                .add("wait", () -> new JobWaitCommand(context)))
                .add("events", () -> new EventsCommand(context))
                .add(
                        "keys",
                        KeysCommand::new,
                        new Verbs()
                                .add("list", () -> new KeysListCommand(context))
                                .add("create", () -> new KeysCreateCommand(context))
                                .add("revoke", () -> new KeysRevokeCommand(context)))
                .add(
                        "approvals",
                        ApprovalsCommand::new,
                        new Verbs()
                                .add("list", () -> new ApprovalsListCommand(context))
                                .add("show", () -> new ApprovalShowCommand(context))
                                .add("wait", () -> new ApprovalWaitCommand(context))
                                .add("allow", () -> new ApprovalAllowCommand(context))
                                .add("deny", () -> new ApprovalDenyCommand(context))
                                .add("key", () -> new ApproverKeyCommand(context)))
                .add("recordings", () -> new RecordingsCommand(context))
                .add("play", () -> new PlayCommand(context))
                .add("stop-all", () -> new StopAllCommand(context))
                .add("mcp", () -> new McpCommand(context))
                .add("rehearse", () -> new RehearseCommand(context));
    }

    /** What is wrong, and what to do. */
    static String words(HpcException failure) {
        return CliWords.of(failure) + nextStep(failure);
    }

    /** The command that names what there is instead. */
    private static String nextStep(HpcException failure) {
        if (failure.code() == ErrorCode.UNAUTHORIZED && failure.reason().contains("key")) {
            return "; get one with: hpc login --url URL --email YOU";
        }
        String reason = failure.code() == ErrorCode.NOT_FOUND ? failure.reason() : "";
        if (reason.startsWith("no daemon ")) {
            return "; `hpc daemons` lists yours";
        }
        if (reason.startsWith("no job ")) {
            return "; `hpc job list DAEMON` lists yours";
        }
        if (reason.startsWith("no approval ")) {
            return "; `hpc approvals list DAEMON --all` lists yours";
        }
        return reason.startsWith("no shell ") ? "; `hpc shell DAEMON --list` lists yours" : "";
    }
}
