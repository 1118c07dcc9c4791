package org.hpcdaemon.platform.account;

import java.time.Instant;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/** A user as a list shows it; {@code firstSignInAt} is null for one that the host made and that never signed in. */
public record UserInfo(
        UserId user,
        String email,
        Instant createdAt,
        @Nullable Instant firstSignInAt) {}
