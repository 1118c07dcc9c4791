package org.hpcdaemon.protocol.http;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /hpc/events}. What is about approvals comes apart, since clients from before there were any take each of
 * {@code events} for the end of a job.
 *
 * @param events ends of jobs, in the order of their seq
 * @param approvals decisions about requests; absent: there are none
 * @param next the point to ask from next
 */
public record InboxPage(List<InboxEvent> events, @Nullable List<InboxEvent> approvals, long next) {
    /** With all in one list. */
    public InboxPage(List<InboxEvent> events, long next) {
        this(events, null, next);
    }

    /** The same with all in {@link #events}, in the order of the inbox. */
    public InboxPage merged() {
        return approvals == null
                ? this
                : new InboxPage(
                        Stream.concat(events.stream(), approvals.stream())
                                .sorted(Comparator.comparingLong(InboxEvent::seq))
                                .toList(),
                        next);
    }
}
