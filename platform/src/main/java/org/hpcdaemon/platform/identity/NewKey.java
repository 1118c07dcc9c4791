package org.hpcdaemon.platform.identity;

import java.time.Instant;
import org.hpcdaemon.protocol.http.account.KeyKind;

/** A key just made: the only time that its secret is known. */
public record NewKey(String id, String secret, KeyKind kind, String name, Instant createdAt) {}
