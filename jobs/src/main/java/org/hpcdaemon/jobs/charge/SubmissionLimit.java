package org.hpcdaemon.jobs.charge;

import java.sql.Connection;
import java.sql.SQLException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.session.route.Caller;

/**
 * Whether one more job may be taken on. Asked in the transaction that stores it, so that of two at the same moment the later
 * one knows of the earlier. Thread-safe; reads the database and waits for nothing else.
 */
@FunctionalInterface
public interface SubmissionLimit {
    SubmissionLimit NONE = (_, _, _) -> {};

    /** Throws {@link org.hpcdaemon.protocol.error.HpcException} to refuse it. */
    void check(Connection sql, Caller caller, JobSpec spec) throws SQLException;
}
