package org.hpcdaemon.daemon.cli.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.app.PolicyChoice;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Kind;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.value.MemoryAmount;
import org.hpcdaemon.protocol.message.value.TimeLimit;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what the policy says to a request, and which rule decides. Nothing is run.",
            "Programs are looked for on the PATH of this command line; that of a running daemon may differ.",
            "Exit code 0 if it is allowed, 1 if it is denied or you would be asked."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon policy check -- git status",
            "  hpc-daemon policy check --agent worker -- bash -c 'make test'",
            "  hpc-daemon policy check --kind job --partition gpu --gpus 2 -- ./train",
            "  hpc-daemon policy check --kind file --write results/table.csv",
            "  hpc-daemon policy check --kind forward 8888"
        })
public final class PolicyCheckCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "After --, a program and its arguments; of kind file a path, of kind forward a port.")
    private List<String> words = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "exec, shell, job, file or forward. Default: exec.")
    private String kind = "exec";

    @Option(
            names = "--agent",
            paramLabel = "AGENT",
            description = "Who asks: an agent's id or name. Default: you, without an agent.")
    private String agent = Question.OWNER;

    @Option(names = "--env", paramLabel = "NAME", description = "A variable that the request sets.")
    private List<String> variables = List.of();

    @Option(names = "--write", description = "The file is changed; else it is read.")
    private boolean write;

    @Option(names = "--partition", paramLabel = "NAME", description = "Of a job.")
    private @Nullable String partition;

    @Option(names = "--account", paramLabel = "NAME", description = "Of a job.")
    private @Nullable String account;

    @Option(names = "--gpus", paramLabel = "GPUS", description = "Of a job: 2, or a100:2.")
    private @Nullable String gpus;

    @Option(names = "--nodes", paramLabel = "N", description = "Of a job.")
    private @Nullable Integer nodes;

    @Option(names = "--time", paramLabel = "TIME", description = "Of a job: 30 (minutes), 12:00:00 or 1-00.")
    private @Nullable String time;

    @Option(names = "--mem", paramLabel = "SIZE", description = "Of a job, on each node: 512M or 64G.")
    private @Nullable String memory;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public PolicyCheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Request request = request();
        Profile profile = context.profiles(daemon::find);
        Decision decision = PolicyChoice.of(context.home()).gate(profile).decide(agent, agent, request);
        context.out().println(json ? Json.pretty(decision) : decision.words());
        return decision.answer() == Answer.ALLOW ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private Request request() {
        IdempotencyKey key = RandomIds.secure().key();
        Kind asked = Kind.of(kind).orElseThrow(() -> HpcException.invalid("--kind is one of " + Kind.words()));
        return switch (asked) {
            case EXEC -> ExecRequest.Run.of(key, atLeastOne()).withEnv(environment());
            case SHELL -> ShellRequest.Open.of(key);
            case JOB -> new JobRequest.Submit(key, job());
            case FILE -> {
                FilePath path = FilePath.of(one("a path"));
                yield write ? FileRequest.Write.of(key, path, "") : FileRequest.Read.text(path);
            }
            case FORWARD -> ForwardRequest.Open.of(port(one("a port")));
        };
    }

    private List<String> atLeastOne() {
        if (words.isEmpty()) {
            throw HpcException.invalid("give the command after --, as in: hpc-daemon policy check -- git status");
        }
        return new ArrayList<>(words);
    }

    private String one(String what) {
        if (words.size() != 1) {
            throw HpcException.invalid("give " + what + " with --kind " + kind);
        }
        return words.getFirst();
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}")) {
            throw HpcException.invalid("\"" + text + "\" is not a port; give a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        variables.forEach(name -> environment.put(name, ""));
        return environment;
    }

    private JobSpec job() {
        return JobSpec.builder()
                .argv(atLeastOne())
                .env(environment())
                .partition(partition)
                .account(account)
                .gpus(gpus)
                .nodes(nodes)
                .timeLimitSeconds(time == null ? null : amount("--time", TimeLimit.seconds(time)))
                .memoryMb(memory == null ? null : amount("--mem", MemoryAmount.mebibytes(memory)))
                .build();
    }

    private static Long amount(String option, OptionalLong value) {
        return value.orElseThrow(() -> HpcException.invalid(option + " is not understood; see --help"));
    }
}
