package org.hpcdaemon.protocol.http.account;

import java.util.List;

/** The answer to {@code GET /auth/api-keys}. */
public record KeyList(List<KeyView> keys) {}
