package org.hpcdaemon.client.session;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
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
import org.jspecify.annotations.Nullable;

/** What a request may have caused when it was sent and its answer was lost. */
final class LostAnswer {
    private LostAnswer() {}

    /** The failure of a request that was sent before {@code cause} came; the cause itself if the request has no effect. */
    static HpcException failure(Request request, HpcException cause) {
        if (cause.code() == ErrorCode.ENDED) {
            return cause; // this side closed the session, and knows
        }
        return switch (request) {
            case ExecRequest.Run run -> unknown("the command was sent and may have run", run.key(), cause);
            case ShellRequest.Run run -> unknown("the command was sent and may have run", run.key(), cause);
            case ShellRequest.Open open -> unknown("the shell may have been opened", open.key(), cause);
            case ShellRequest.Write write -> unknown("the input may have been typed", write.key(), cause);
            case JobRequest.Submit submit -> unknown("the job may have been submitted", submit.key(), cause);
            case FileRequest.Write write -> unknown("the file may have been written", write.key(), cause);
            case FileRequest.Upload upload -> unknown("the file may have been written", upload.key(), cause);
            case FileRequest.Edit edit -> unknown("the file may have been edited", edit.key(), cause);
            case FileRequest.MakeDirectory make -> unknown("the directory may have been made", make.key(), cause);
            case FileRequest.Move move -> unknown("the file may have been moved", move.key(), cause);
            case FileRequest.Remove remove -> unknown("the file may have been removed", remove.key(), cause);
            case JobRequest.Cancel _ -> unknown("the job may have been cancelled", null, cause);
            case JobRequest.Remove _ -> unknown("the job may have been removed", null, cause);
            case ExecRequest.Cancel _ -> unknown("the command may have been cancelled", null, cause);
            case ShellRequest.Signal _ -> unknown("the signal may have been delivered", null, cause);
            case ShellRequest.Close _ -> unknown("the shell may have been closed", null, cause);
            case DaemonFreeze _ -> unknown("the daemon may have been frozen", null, cause);
            case ApprovalRequest.Decide _ -> unknown("the decision may have been taken", null, cause);
            case ApprovalRequest.List _,
                    ApprovalRequest.Get _,
                    ExecRequest.Status _,
                    ExecRequest.Output _,
                    ExecRequest.Listing _,
                    ShellRequest.Resize _,
                    ShellRequest.Attach _,
                    ShellRequest.Output _,
                    ShellRequest.Detach _,
                    ShellRequest.List _,
                    JobRequest.Status _,
                    JobRequest.Elements _,
                    JobRequest.List _,
                    JobRequest.Logs _,
                    FileRequest.Stat _,
                    FileRequest.List _,
                    FileRequest.Read _,
                    FileRequest.Search _,
                    FileRequest.Download _,
                    FileRequest.Partial _,
                    ForwardRequest.Open _,
                    ForwardRequest.Close _,
                    DaemonInfoGet _,
                    BudgetGet _,
                    RecordingRequest _,
                    ClusterInfoGet _ -> cause;
        };
    }

    private static HpcException unknown(String what, @Nullable IdempotencyKey key, HpcException cause) {
        return new OutcomeUnknownException(what + " (" + cause.reason() + ")", key, cause);
    }
}
