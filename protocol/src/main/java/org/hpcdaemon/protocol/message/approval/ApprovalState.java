package org.hpcdaemon.protocol.message.approval;

/** Where an approval is. */
public enum ApprovalState {
    /** Nobody has decided yet. */
    PENDING,
    /** The same request is carried out when it is sent again: once, or for as long as {@link ApprovalInfo#until} says. */
    ALLOWED,
    /** The account owner said no. */
    DENIED,
    /** It was allowed, and the request was sent again. */
    USED,
    /** Nobody decided in time, or what was allowed was not sent again in time. */
    EXPIRED
}
