package org.hpcdaemon.protocol.message;

/** A request of an agent to a daemon. Adding one breaks every switch that must handle it. */
public sealed interface Request extends AnyRequest
        permits DaemonInfoGet,
                DaemonFreeze,
                ClusterInfoGet,
                BudgetGet,
                ExecRequest,
                ShellRequest,
                JobRequest,
                FileRequest,
                ForwardRequest,
                ApprovalRequest,
                RecordingRequest {}
