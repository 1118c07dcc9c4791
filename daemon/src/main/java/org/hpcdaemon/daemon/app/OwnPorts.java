package org.hpcdaemon.daemon.app;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ListeningSockets;
import org.hpcdaemon.linux.process.ProcessTable;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.forward.AgentPorts;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.shell.Shells;

/** Ports and nodes of an agent, by its commands, shells and jobs. */
record OwnPorts(Execs execs, Shells shells, Jobs jobs, Host host) implements AgentPorts {
    /** As the wrapper of a job sets it. */
    private static final String JOB_VARIABLE = "HPC_JOB_ID";

    /** The most that one list has. */
    private static final int JOBS = 1000;

    @Override
    public boolean isHere(String name) {
        return name.equals(host.name()) || shortName(name).equals(shortName(host.name()));
    }

    private static String shortName(String name) {
        return name.split("\\.", 2)[0];
    }

    @Override
    public Set<String> nodes(Caller caller) {
        return running(caller).stream()
                .map(JobInfo::node)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Override
    public String node(Caller caller, JobId id) {
        JobInfo job = jobs.status(caller, new JobRequest.Status(id, null));
        String node = job.node();
        if (job.state() != JobState.RUNNING || node == null) {
            throw HpcException.invalid("job " + id + " is " + job.state()
                    + "; a port can be forwarded while it is RUNNING on a node that is known");
        }
        return node;
    }

    @Override
    public Optional<InetAddress> listener(Caller caller, int port) {
        return ListeningSockets.on(
                port, pid -> execs.owns(caller, pid) || shells.owns(caller, pid) || isOfAJob(caller, pid));
    }

    private boolean isOfAJob(Caller caller, int pid) {
        return running(caller).stream()
                .anyMatch(job -> ProcessTable.startedWith(
                        pid, JOB_VARIABLE + "=" + job.job().value()));
    }

    private List<JobInfo> running(Caller caller) {
        return jobs.list(caller, new JobRequest.List(true, JOBS, null)).jobs().stream()
                .filter(job -> job.state() == JobState.RUNNING)
                .toList();
    }
}
