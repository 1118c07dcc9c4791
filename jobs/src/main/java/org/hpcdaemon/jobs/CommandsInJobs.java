package org.hpcdaemon.jobs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.jobs.folder.CommandFolder;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.TaskCommands;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.store.StoredJob;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.job.JobProgram;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** Commands in jobs that run, by what the scheduler has for that. Thread-safe. */
public final class CommandsInJobs implements JobCommands, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CommandsInJobs.class.getName());

    private final JobStore store;
    private final JobPlaces places;
    private final Scheduler scheduler;
    private final RandomIds ids;
    private final Jobs jobs;
    private volatile @Nullable Thread ending;

    public CommandsInJobs(JobStore store, JobPlaces places, Scheduler scheduler, RandomIds ids, Jobs jobs) {
        this.store = store;
        this.places = places;
        this.scheduler = scheduler;
        this.ids = ids;
        this.jobs = jobs;
    }

    /** Ends what an earlier daemon left, whose agents were told that the outcome is unknown, and the jobs that were to end with it. Returns at once; to be called before any starts. */
    public void endLeftovers() {
        List<CommandFolder> left = new ArrayList<>();
        try {
            for (CommandFolder folder : CommandFolder.all(places.folders())) {
                if (folder.job().filter(job -> store.find(job).isPresent()).isPresent()) {
                    left.add(folder); // else another daemon's of this home
                }
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "what the last run of this daemon left running in jobs is not known; it ends with them",
                    e);
        }
        if (!left.isEmpty()) {
            LOG.log(Level.WARNING, "the last run of this daemon left {0} commands in jobs; ending them", left.size());
            ending = Thread.ofVirtual()
                    .start(() -> left.forEach(folder -> {
                        endJob(folder);
                        end(folder);
                    }));
        }
    }

    @Override
    public void close() {
        Thread busy = ending;
        if (busy != null) {
            busy.interrupt();
        }
    }

    @Override
    public Prepared prepare(Caller caller, JobProgram program, TreeCookie cookie) throws IOException {
        InJob where = program.where();
        JobId id = where.job();
        StoredJob job = Jobs.reachable(caller, store.find(id), id);
        new FormerSchedulers(scheduler.kind()).refuse(job.info(), "no command can be started in it");
        int element = Jobs.element(store, id, where.element());
        TaskCommands commands = scheduler.commands();
        JobInfo task = element == TaskKey.PLAIN
                ? job.info()
                : JobAggregator.element(
                        job.info(),
                        element,
                        Objects.requireNonNull(store.tasks(id).get(element)));
        String schedulerId = task.schedulerId();
        if (task.state() != JobState.RUNNING || schedulerId == null) {
            throw HpcException.invalid(new TaskKey(id, element) + " is " + task.state()
                    + "; a command can be run in a job while that is RUNNING");
        }
        if ("suspended".equals(task.reason())) {
            throw new HpcException(
                    ErrorCode.BUSY,
                    "job " + id + " is suspended, and nothing starts in it; run it again when it goes on");
        }
        CommandFolder folder = CommandFolder.of(places.folders(), new TaskKey(id, element) + "." + ids.token());
        folder.create(commands.program(), program.argv().apply(folder.shell()), program.env(), program.cwd());
        if (program.endsJob()) {
            folder.endsWith(new TaskKey(id, element));
        }
        TaskCommands.Place place = new TaskCommands.Place(places.folder(id), schedulerId, element, where.node());
        Map<String, String> environment = new HashMap<>(commands.environment());
        environment.put(TreeCookie.VARIABLE, cookie.value());
        Spawner.Command command =
                new Spawner.Command(commands.start(place, folder, program.terminal()), environment, "/");
        return new Entered(command, task.sandbox(), place, folder);
    }

    private final class Entered implements Prepared {
        private final Spawner.Command command;
        private final @Nullable String level;
        private final TaskCommands.Place place;
        private final CommandFolder folder;
        private volatile boolean over;

        Entered(Spawner.Command command, @Nullable String level, TaskCommands.Place place, CommandFolder folder) {
            this.command = command;
            this.level = level;
            this.place = place;
            this.folder = folder;
        }

        @Override
        public Spawner.Command command() {
            return command;
        }

        @Override
        public @Nullable String level() {
            return level;
        }

        @Override
        public Path folder() {
            return folder.shell();
        }

        @Override
        public void ask(SignalName... signals) {
            folder.step().ifPresent(_ -> scheduler.commands().ask(place, folder, List.of(signals)));
        }

        @Override
        public void signalForeground(SignalName signal) {
            folder.step().ifPresent(_ -> scheduler.commands().signalForeground(place, folder, signal));
        }

        @Override
        public void over() {
            over = true;
        }

        @Override
        public void close() {
            endJob(folder);
            if (!over) {
                end(folder);
                return;
            }
            try {
                folder.delete();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "{0} stays until this daemon starts again: {1}", folder.path(), e);
            }
        }
    }

    /** Before its folder goes, which is what a daemon that was killed leaves of the wish. */
    private void endJob(CommandFolder folder) {
        try {
            folder.ends().ifPresent(jobs::end);
        } catch (IOException | HpcException e) {
            LOG.log(
                    Level.WARNING,
                    "a job that was to end with its shell may go on until its time limit, or until its agent cancels it: {0}",
                    e);
        }
    }

    /** By its step, which may have ended; what the scheduler was not told of is tried again when the daemon starts. */
    private void end(CommandFolder folder) {
        try {
            boolean told =
                    folder.step().map(step -> scheduler.commands().end(step)).orElse(true);
            if (told) {
                folder.delete();
            } else {
                LOG.log(
                        Level.WARNING,
                        "the scheduler does not take it that step {0} of a job is to end; it ends with its job, or is tried again"
                                + " when this daemon starts",
                        folder.step().orElse(""));
            }
        } catch (IOException | HpcException e) {
            LOG.log(Level.WARNING, "{0} stays; it is tried again when this daemon starts: {1}", folder.path(), e);
        }
    }
}
