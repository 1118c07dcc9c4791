package org.hpcdaemon.platform.socket;

import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.protocol.id.DaemonId;

/** One connection, as the audit log knows it. */
record Visit(Audit audit, Who who, String address, DaemonId daemon) {
    void tell(AuditEvent event, String outcome) {
        audit.record(event, outcome, who, address, daemon.value());
    }
}
