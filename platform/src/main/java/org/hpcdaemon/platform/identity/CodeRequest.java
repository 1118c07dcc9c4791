package org.hpcdaemon.platform.identity;

/**
 * What asking for a code came to.
 *
 * @param token to present with the code
 * @param sent whether a code is on its way; for the host's log only, never for the one who asked
 */
public record CodeRequest(String token, boolean sent) {}
