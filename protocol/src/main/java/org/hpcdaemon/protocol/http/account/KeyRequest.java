package org.hpcdaemon.protocol.http.account;

import org.hpcdaemon.protocol.message.value.Checks;

/**
 * {@code POST /auth/api-keys}. Answer: {@link CreatedKey}.
 *
 * @param name of the agent, or the daemon's id
 */
public record KeyRequest(KeyKind kind, String name) {
    public KeyRequest {
        Checks.required("kind", kind);
        Checks.required("name", name);
    }
}
