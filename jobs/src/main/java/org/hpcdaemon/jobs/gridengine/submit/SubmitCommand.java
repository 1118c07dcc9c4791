package org.hpcdaemon.jobs.gridengine.submit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.gridengine.command.Tag;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/** The command line of qsub(1) for a job, and what the wrapper needs for it in the job's folder. */
public final class SubmitCommand {
    /** From the wrapper's TERM to the moment at which Grid Engine kills: a grace, and time to leave a record. */
    private static final long TO_END = LaunchLimits.GRACE_SECONDS + 5;

    /** Of a limit that is no longer, the end comes after it: a queue's own limit is hardly as short. */
    private static final long SHORT = 120;

    private SubmitCommand() {}

    /** After how many seconds the wrapper ends a job; 0: it has all the time. Grid Engine sends KILL and nothing before it. */
    public static long wrapperSeconds(@Nullable Long limit) {
        return limit == null ? 0 : limit > SHORT ? limit - TO_END : limit;
    }

    /** After how many Grid Engine kills it: no more than was asked for, where a queue may allow just that. */
    private static long enforcedSeconds(long limit) {
        return limit > SHORT ? limit : limit + TO_END;
    }

    /** Writes what the job finds in its folder beside what every job does. */
    public static void prepare(JobLaunch launch, Map<String, String> environment) throws IOException {
        JobFolder folder = launch.folder();
        folder.inherit(environment);
        folder.put("scheduler", Resource.bytes(SubmitCommand.class, "gridengine.sh"));
        OutputFiles.write(launch.spec().extra(), folder);
        if (launch.spec().extra().contains("-notify")) {
            folder.put("notify", new byte[0]);
        }
        if (launch.array().array()) {
            ArrayTasks.of(launch.array().elements()).write(folder);
        }
    }

    /**
     * Pure.
     *
     * @param slots the parallel environment for several on one node; absent: the job asks for none
     * @param waitsFor numbers of jobs that have to end before
     */
    public static List<String> of(JobLaunch launch, @Nullable String slots, List<String> waitsFor) {
        JobSpec spec = launch.spec();
        Path log = launch.folder().path().resolve("gridengine.log");
        List<String> command = new ArrayList<>(List.of(
                "qsub",
                "-terse",
                "-N",
                Tag.of(launch.job(), spec.name()),
                "-wd",
                launch.cwd().toString(),
                // What the wrapper and the shepherd say; the job's own output is in files of the wrapper's.
                "-o",
                log.toString().matches("[\\w./+=@-]+") ? log.toString() : "/dev/null",
                "-j",
                "y",
                "-b",
                "y",
                "-shell",
                "n",
                "-notify"));
        add(command, "-q", spec.partition());
        add(command, "-P", spec.account());
        if (spec.timeLimitSeconds() != null) {
            add(command, "-l", "h_rt=" + enforcedSeconds(spec.timeLimitSeconds()));
        }
        if (spec.memoryMb() != null) {
            int cpus = spec.cpus() == null ? 1 : spec.cpus();
            add(command, "-l", "mem_free=" + Math.ceilDiv(spec.memoryMb(), (long) cpus) + "M"); // of each slot
        }
        if (slots != null) {
            command.addAll(List.of("-pe", slots, String.valueOf(spec.cpus())));
        }
        if (launch.array().array()) {
            List<Integer> elements = launch.array().elements();
            add(command, "-t", ArrayTasks.of(elements).range(elements));
            if (launch.array().atOnce() < elements.size()) {
                add(command, "-tc", launch.array().atOnce());
            }
        }
        if (!waitsFor.isEmpty()) {
            add(command, "-hold_jid", String.join(",", waitsFor));
        }
        List<String> extra = spec.extra();
        for (int i = 0; i < extra.size(); i++) {
            if (OutputFiles.isFile(extra.get(i))) {
                i++; // the payload opens it itself, inside its sandbox
            } else if (!extra.get(i).equals("-notify")) {
                command.add(extra.get(i));
            }
        }
        command.addAll(List.of(
                "/bin/bash",
                launch.folder().wrapper().toString(),
                launch.folder().path().toString()));
        return command;
    }

    private static void add(List<String> command, String option, @Nullable Object value) {
        if (value != null) {
            command.add(option);
            command.add(value.toString());
        }
    }
}
