package org.hpcdaemon.protocol.rpc;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.ClusterInfo;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecInfo;
import org.hpcdaemon.protocol.message.ExecList;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobList;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.LogChunk;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.ShellAttached;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellList;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.hpcdaemon.protocol.message.Welcome;

/** Every JSON-RPC method with the records of its parameters and its answer. */
public enum Method {
    DAEMON_INFO("daemon.info", DaemonInfoGet.class, DaemonInfo.class),
    CLUSTER_INFO("cluster.info", ClusterInfoGet.class, ClusterInfo.class),
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
    DAEMON_HELLO("daemon.hello", PlatformRequest.Hello.class, Welcome.class),
    EVENT_PUBLISH("event.publish", PlatformRequest.PublishEvent.class, Done.class);

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
