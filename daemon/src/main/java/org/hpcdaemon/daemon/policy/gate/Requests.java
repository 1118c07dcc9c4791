package org.hpcdaemon.daemon.policy.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Command;
import org.hpcdaemon.daemon.policy.PlainPath;
import org.hpcdaemon.daemon.policy.Resources;
import org.hpcdaemon.daemon.policy.file.ProgramPaths;
import org.hpcdaemon.jobs.charge.RequestedGpus;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.DaemonFreeze;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/**
 * What requests ask for. Waits for the file systems of the PATH.
 *
 * @param absolute of a path as an agent names it
 */
public record Requests(ProgramPaths programs, UnaryOperator<FilePath> absolute) {
    /** Empty for what needs no permission: to look at one's own work, and to end it. */
    public Optional<Action> action(Request request) {
        return Optional.ofNullable(
                switch (request) {
                    case DaemonInfoGet _,
                            ClusterInfoGet _,
                            BudgetGet _,
                            DaemonFreeze _,
                            ApprovalRequest _,
                            RecordingRequest _ -> null;
                    case ExecRequest exec -> exec(exec);
                    case ShellRequest shell -> shell(shell);
                    case JobRequest job -> job(job);
                    case FileRequest file -> file(file);
                    case ForwardRequest.Open open -> new Action.Forward(open.port());
                    case ForwardRequest.Close _ -> null;
                });
    }

    private @Nullable Action exec(ExecRequest request) {
        return switch (request) {
            case ExecRequest.Run run -> {
                String line = run.command();
                yield new Action.Exec(command(line == null ? run.argv() : List.of("bash", "-c", line), run.env()));
            }
            case ExecRequest.Status _, ExecRequest.Output _, ExecRequest.Listing _, ExecRequest.Cancel _ -> null;
        };
    }

    private Command command(List<String> words, Map<String, String> env) {
        return programs.command(words, env.keySet());
    }

    private static @Nullable Action shell(ShellRequest request) {
        return switch (request) {
            case ShellRequest.Open _, ShellRequest.Run _, ShellRequest.Write _, ShellRequest.Attach _ ->
                new Action.Shell();
            case ShellRequest.Output _,
                    ShellRequest.Detach _,
                    ShellRequest.Resize _,
                    ShellRequest.Signal _,
                    ShellRequest.Close _,
                    ShellRequest.List _ -> null;
        };
    }

    private @Nullable Action job(JobRequest request) {
        return switch (request) {
            case JobRequest.Submit submit -> job(submit.spec());
            case JobRequest.Status _,
                    JobRequest.Elements _,
                    JobRequest.List _,
                    JobRequest.Cancel _,
                    JobRequest.Remove _,
                    JobRequest.Logs _ -> null;
        };
    }

    private Action job(JobSpec spec) {
        return new Action.Job(
                spec.script() == null
                        ? command(spec.argv(), spec.env())
                        : Command.script(spec.env().keySet()),
                spec.partition() == null ? Set.of() : Set.of(spec.partition().split(",")),
                spec.account(),
                resources(spec));
    }

    /** What further options say of them is not known. */
    private static Resources resources(JobSpec spec) {
        boolean plain = spec.extra().isEmpty();
        boolean oneTask = spec.tasks() == null || spec.tasks() == 1;
        return new Resources(
                RequestedGpus.of(spec),
                plain ? spec.nodes() != null ? Long.valueOf(spec.nodes()) : oneTask ? Long.valueOf(1) : null : null,
                plain ? spec.timeLimitSeconds() : null,
                plain ? spec.memoryMb() : null);
    }

    private Action file(FileRequest request) {
        Stream<FilePath> paths = request instanceof FileRequest.Move move
                ? Stream.of(move.path(), move.to())
                : Stream.of(request.path());
        return new Action.File(
                paths.map(path -> PlainPath.of(absolute.apply(path).bytes())).toList(),
                request instanceof FileRequest.Change);
    }
}
