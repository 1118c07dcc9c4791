package org.hpcdaemon.platform.socket;

import java.time.InstantSource;
import org.hpcdaemon.platform.approval.ApprovalMails;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.registry.DaemonRegistry;

/** What daemons' connections write to. */
public record DaemonFacts(DaemonRegistry registry, Inbox inbox, ApprovalMails approvals, InstantSource clock) {}
