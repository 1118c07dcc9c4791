package org.hpcdaemon.protocol.rpc;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.DaemonFreeze;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileEdited;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FilePartial;
import org.hpcdaemon.protocol.message.file.FileRemoved;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.protocol.message.forward.ForwardOpened;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.DaemonFrozen;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.LogChunk;

/** Every JSON-RPC method with the records of its parameters and its answer. */
public enum Method {
    DAEMON_INFO("daemon.info", DaemonInfoGet.class, DaemonInfo.class),
    DAEMON_FREEZE("daemon.freeze", DaemonFreeze.class, DaemonFrozen.class),
    CLUSTER_INFO("cluster.info", ClusterInfoGet.class, ClusterInfo.class),
    BUDGET_GET("budget.get", BudgetGet.class, BudgetList.class),
    EXEC_RUN("exec.run", ExecRequest.Run.class, ExecResult.class),
    EXEC_CANCEL("exec.cancel", ExecRequest.Cancel.class, Done.class),
    EXEC_STATUS("exec.status", ExecRequest.Status.class, ExecInfo.class),
    EXEC_OUTPUT("exec.output", ExecRequest.Output.class, LogChunk.class),
    EXEC_LIST("exec.list", ExecRequest.Listing.class, ExecList.class),
    SHELL_OPEN("shell.open", ShellRequest.Open.class, ShellInfo.class),
    SHELL_RUN("shell.run", ShellRequest.Run.class, ShellRunResult.class),
    SHELL_WRITE("shell.write", ShellRequest.Write.class, Done.class),
    SHELL_ATTACH("shell.attach", ShellRequest.Attach.class, ShellAttached.class),
    SHELL_OUTPUT("shell.output", ShellRequest.Output.class, LogChunk.class),
    SHELL_DETACH("shell.detach", ShellRequest.Detach.class, Done.class),
    SHELL_RESIZE("shell.resize", ShellRequest.Resize.class, Done.class),
    SHELL_SIGNAL("shell.signal", ShellRequest.Signal.class, Done.class),
    SHELL_CLOSE("shell.close", ShellRequest.Close.class, Done.class),
    SHELL_LIST("shell.list", ShellRequest.List.class, ShellList.class),
    JOB_SUBMIT("job.submit", JobRequest.Submit.class, JobInfo.class),
    JOB_STATUS("job.status", JobRequest.Status.class, JobInfo.class),
    JOB_ELEMENTS("job.elements", JobRequest.Elements.class, JobList.class),
    JOB_LIST("job.list", JobRequest.List.class, JobList.class),
    JOB_CANCEL("job.cancel", JobRequest.Cancel.class, JobInfo.class),
    JOB_REMOVE("job.remove", JobRequest.Remove.class, Done.class),
    JOB_LOGS("job.logs", JobRequest.Logs.class, LogChunk.class),
    FILE_STAT("file.stat", FileRequest.Stat.class, FileInfo.class),
    FILE_LIST("file.list", FileRequest.List.class, FileList.class),
    FILE_READ("file.read", FileRequest.Read.class, FileContent.class),
    FILE_SEARCH("file.search", FileRequest.Search.class, FileMatches.class),
    FILE_WRITE("file.write", FileRequest.Write.class, FileWritten.class),
    FILE_EDIT("file.edit", FileRequest.Edit.class, FileEdited.class),
    FILE_MKDIR("file.mkdir", FileRequest.MakeDirectory.class, FileInfo.class),
    FILE_MOVE("file.move", FileRequest.Move.class, FileInfo.class),
    FILE_REMOVE("file.remove", FileRequest.Remove.class, FileRemoved.class),
    FILE_DOWNLOAD("file.download", FileRequest.Download.class, FileSent.class),
    FILE_UPLOAD("file.upload", FileRequest.Upload.class, FileWritten.class),
    FILE_PARTIAL("file.partial", FileRequest.Partial.class, FilePartial.class),
    FORWARD_OPEN("forward.open", ForwardRequest.Open.class, ForwardOpened.class),
    FORWARD_CLOSE("forward.close", ForwardRequest.Close.class, Done.class),
    APPROVAL_LIST("approval.list", ApprovalRequest.List.class, ApprovalList.class),
    APPROVAL_GET("approval.get", ApprovalRequest.Get.class, ApprovalInfo.class),
    APPROVAL_DECIDE("approval.decide", ApprovalRequest.Decide.class, ApprovalInfo.class),
    RECORDING_LIST("recording.list", RecordingRequest.List.class, RecordingList.class),
    RECORDING_READ("recording.read", RecordingRequest.Read.class, LogChunk.class),
    DAEMON_HELLO("daemon.hello", PlatformRequest.Hello.class, Welcome.class),
    EVENT_PUBLISH("event.publish", PlatformRequest.PublishEvent.class, Done.class),
    APPROVAL_WAITING("approval.waiting", PlatformRequest.ApprovalsWaiting.class, Done.class);

    private static final Map<String, Method> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Method::wireName, Function.identity()));
    private static final Map<Class<?>, Method> BY_PARAMS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Method::params, Function.identity()));

    private final String wireName;
    private final Class<? extends AnyRequest> params;
    private final Class<?> answer;

    Method(String wireName, Class<? extends AnyRequest> params, Class<?> answer) {
        this.wireName = wireName;
        this.params = params;
        this.answer = answer;
    }

    public String wireName() {
        return wireName;
    }

    public Class<? extends AnyRequest> params() {
        return params;
    }

    public Class<?> answer() {
        return answer;
    }

    public static Optional<Method> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The method of a request. */
    public static Method of(AnyRequest request) {
        Method method = BY_PARAMS.get(request.getClass());
        if (method == null) {
            throw new IllegalStateException("no method is listed for " + request.getClass());
        }
        return method;
    }
}
