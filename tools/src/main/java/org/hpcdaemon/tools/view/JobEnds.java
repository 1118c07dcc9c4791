package org.hpcdaemon.tools.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.Trim;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How several jobs are now: which have ended, and which are waited for. */
public record JobEnds(Map<Handle.Job, JobInfo> jobs) {
    /** Of what each job printed last, at most. */
    private static final int TAIL_BYTES = 1_000;

    public JobEnds {
        jobs = new LinkedHashMap<>(jobs);
    }

    @Override
    public Map<Handle.Job, JobInfo> jobs() {
        return new LinkedHashMap<>(jobs);
    }

    public static JobEnds ask(Desk desk, List<Handle.Job> jobs) {
        Map<Handle.Job, JobInfo> all = new LinkedHashMap<>();
        jobs.forEach(job -> all.put(
                job, desk.session(job.machine()).call(new JobRequest.Status(job.job(), job.element()), JobInfo.class)));
        return new JobEnds(all);
    }

    long ended() {
        return jobs.values().stream().filter(JobInfo::finished).count();
    }

    public boolean over(boolean any) {
        return any ? ended() > 0 : ended() == jobs.size();
    }

    /** When the first of them was submitted. */
    public Instant begun() {
        return jobs.values().stream()
                .map(JobInfo::submittedAt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    /** When one of them changed last, as far as they say. */
    public Instant changed() {
        return jobs.values().stream()
                .map(job -> job.endedAt() != null
                        ? job.endedAt()
                        : job.startedAt() != null ? job.startedAt() : job.submittedAt())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    public String words() {
        return ended() + " of " + jobs.size() + (jobs.size() == 1 ? " job has ended" : " jobs have ended");
    }

    /** {@code {ended:[…], waiting:[…]}} of at most so many characters. */
    public ObjectNode view(Desk desk, int chars) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode ended = view.putArray("ended");
        ArrayNode waiting = view.putArray("waiting");
        // Each has its share, so that no job's output hides how another ended.
        int tail = Math.clamp(chars / (2 * Math.max(1, (int) ended())), 0, TAIL_BYTES);
        jobs.forEach((id, job) -> {
            if (job.finished()) {
                ended.add(JobView.ended(desk.session(id.machine()), id.machine(), job, Math.max(1, tail)));
            } else {
                waiting.addObject()
                        .put("id", id.toString())
                        .put("state", job.state().name());
            }
        });
        int gone = Trim.list(view, ended, chars);
        if (gone > 0) {
            view.put("leftOut", gone + " more have ended: status{id} of each");
        }
        return view;
    }
}
