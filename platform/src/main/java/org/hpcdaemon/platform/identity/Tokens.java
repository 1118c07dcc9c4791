package org.hpcdaemon.platform.identity;

import java.time.Duration;

/** What a sign-in gives, and to whom. The lifetimes count from now. */
public record Tokens(
        String email, String accessToken, Duration expiresIn, String refreshToken, Duration refreshExpiresIn) {}
