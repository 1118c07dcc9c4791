package org.hpcdaemon.platform.identity;

import java.util.Optional;
import java.util.Set;

/** Tells who presents a secret. Thread-safe. */
public interface Authenticator {

    /** The owner of a key or access token; empty if it is malformed, unknown, expired or revoked. */
    Optional<Identity> authenticate(String bearerSecret);

    /** Those of the given key ids that are no longer valid, in one query. */
    Set<String> revokedAmong(Set<String> keyIds);
}
