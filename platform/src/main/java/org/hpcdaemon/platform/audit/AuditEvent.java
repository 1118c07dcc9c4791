package org.hpcdaemon.platform.audit;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the audit log tells of. */
public enum AuditEvent {
    /** A one-time code was asked for. */
    @JsonProperty("sign_in.code")
    SIGN_IN_CODE,
    /** A one-time code was presented. */
    @JsonProperty("sign_in.verify")
    SIGN_IN_VERIFY,
    @JsonProperty("sign_in.refresh")
    SIGN_IN_REFRESH,
    @JsonProperty("key.create")
    KEY_CREATE,
    @JsonProperty("key.revoke")
    KEY_REVOKE,
    /** A daemon that was not known said hello. */
    @JsonProperty("daemon.register")
    DAEMON_REGISTER,
    @JsonProperty("daemon.connect")
    DAEMON_CONNECT,
    @JsonProperty("daemon.disconnect")
    DAEMON_DISCONNECT,
    @JsonProperty("daemon.remove")
    DAEMON_REMOVE,
    @JsonProperty("agent.connect")
    AGENT_CONNECT,
    @JsonProperty("agent.disconnect")
    AGENT_DISCONNECT,
    @JsonProperty("user.remove")
    USER_REMOVE,
    @JsonProperty("webhook.create")
    WEBHOOK_CREATE,
    @JsonProperty("webhook.remove")
    WEBHOOK_REMOVE,
    /** Its secret was replaced. */
    @JsonProperty("webhook.rotate")
    WEBHOOK_ROTATE,
    /** Nothing is sent there any more. */
    @JsonProperty("webhook.disable")
    WEBHOOK_DISABLE,
    /** A caller asked for something that it may not have, or that does not exist. */
    @JsonProperty("access.refused")
    ACCESS_REFUSED,
    /** Refusals of one source, or beyond those told of all, that were only counted. */
    @JsonProperty("audit.counted")
    AUDIT_COUNTED,
    /** Lines before this one could not be written. */
    @JsonProperty("audit.missed")
    AUDIT_MISSED,
    /** The oldest lines went, to bound the log. */
    @JsonProperty("audit.dropped")
    AUDIT_DROPPED
}
