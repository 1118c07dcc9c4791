package org.hpcdaemon.platform.identity;

import java.time.Duration;

/** What a sign-in gives. The lifetimes count from now. */
public record Tokens(String accessToken, Duration expiresIn, String refreshToken, Duration refreshExpiresIn) {}
