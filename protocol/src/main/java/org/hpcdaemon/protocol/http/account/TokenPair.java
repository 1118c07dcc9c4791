package org.hpcdaemon.protocol.http.account;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a sign-in gives; lifetimes in seconds. */
public record TokenPair(
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") long expiresIn,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("refresh_expires_in") long refreshExpiresIn) {}
