package org.hpcdaemon.platform.audit;

import org.hpcdaemon.protocol.id.DaemonId;

/** One connection of an agent or a daemon, as the audit log knows it. */
public record Visit(Audit audit, Who who, String address, DaemonId daemon) {
    public void tell(AuditEvent event, String outcome) {
        audit.record(event, outcome, who, address, daemon.value());
    }

    /** As {@link #tell}, where being refused costs nothing, so that too many are only counted. */
    public void refused(AuditEvent event, String outcome) {
        audit.refused(event, outcome, who, address, daemon.value());
    }
}
