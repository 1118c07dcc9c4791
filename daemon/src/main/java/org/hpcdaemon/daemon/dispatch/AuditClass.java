package org.hpcdaemon.daemon.dispatch;

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

/**
 * What a request does, as far as an audit is concerned.
 *
 * @param about the shell, job or file, host and port, or the key of a command; absent where the request names none
 */
record AuditClass(Weight weight, @Nullable String about) {
    enum Weight {
        /** Changes nothing, or is a keystroke of what was told already. */
        LIGHT,
        ACTS,
        /** Runs a command, for as long as that takes: told at its begin too. */
        RUNS
    }

    static AuditClass of(Request request) {
        return switch (request) {
            case DaemonFreeze _ -> new AuditClass(Weight.ACTS, null);
            case ApprovalRequest.Decide decide ->
                new AuditClass(Weight.ACTS, decide.approval().value());
            case ApprovalRequest.Get get ->
                new AuditClass(Weight.LIGHT, get.approval().value());
            case ApprovalRequest.List _ -> new AuditClass(Weight.LIGHT, null);
            case DaemonInfoGet _, ClusterInfoGet _, BudgetGet _ -> new AuditClass(Weight.LIGHT, null);
            case ExecRequest.Run run -> new AuditClass(Weight.RUNS, run.key().value());
            case ExecRequest.Cancel cancel ->
                new AuditClass(Weight.ACTS, cancel.key().value());
            case ExecRequest.Status status ->
                new AuditClass(Weight.LIGHT, status.key().value());
            case ExecRequest.Output output ->
                new AuditClass(Weight.LIGHT, output.key().value());
            case ExecRequest.Listing _ -> new AuditClass(Weight.LIGHT, null);
            case ShellRequest.Open _ -> new AuditClass(Weight.ACTS, null);
            case ShellRequest.Run run -> new AuditClass(Weight.RUNS, run.shell().value());
            case ShellRequest.Write write ->
                new AuditClass(Weight.LIGHT, write.shell().value());
            case ShellRequest.Attach attach ->
                new AuditClass(Weight.ACTS, attach.shell().value());
            case ShellRequest.Output output ->
                new AuditClass(Weight.LIGHT, output.shell().value());
            case ShellRequest.Detach detach ->
                new AuditClass(Weight.LIGHT, detach.shell().value());
            case ShellRequest.Resize resize ->
                new AuditClass(Weight.LIGHT, resize.shell().value());
            case ShellRequest.Signal signal ->
                new AuditClass(Weight.ACTS, signal.shell().value());
            case ShellRequest.Close close ->
                new AuditClass(Weight.ACTS, close.shell().value());
            case ShellRequest.List _ -> new AuditClass(Weight.LIGHT, null);
            case JobRequest.Submit _ -> new AuditClass(Weight.ACTS, null);
            case JobRequest.Status status ->
                new AuditClass(Weight.LIGHT, status.job().value());
            case JobRequest.Elements elements ->
                new AuditClass(Weight.LIGHT, elements.job().value());
            case JobRequest.List _ -> new AuditClass(Weight.LIGHT, null);
            case JobRequest.Cancel cancel ->
                new AuditClass(Weight.ACTS, cancel.job().value());
            case JobRequest.Remove remove ->
                new AuditClass(Weight.ACTS, remove.job().value());
            case FileRequest file -> new AuditClass(weight(file), file.path().printable());
            case ForwardRequest.Open open -> new AuditClass(Weight.ACTS, open.target());
            case ForwardRequest.Close _ -> new AuditClass(Weight.LIGHT, null);
            case RecordingRequest.List _ -> new AuditClass(Weight.LIGHT, null);
            // The first piece shows that the recording is being read; the others add nothing.
            case RecordingRequest.Read read ->
                new AuditClass(
                        read.from() == null || read.from() == 0 ? Weight.ACTS : Weight.LIGHT,
                        read.recording().value());
            case JobRequest.Logs logs -> new AuditClass(Weight.LIGHT, logs.job().value());
        };
    }

    private static Weight weight(FileRequest request) {
        return switch (request) {
            case FileRequest.Stat _,
                    FileRequest.List _,
                    FileRequest.Read _,
                    FileRequest.Search _,
                    FileRequest.Partial _ -> Weight.LIGHT;
            case FileRequest.Change _, FileRequest.Download _ -> Weight.ACTS;
        };
    }
}
