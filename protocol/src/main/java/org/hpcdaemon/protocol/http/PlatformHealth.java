package org.hpcdaemon.protocol.http;

import java.time.Instant;

/**
 * The answer to {@code GET /hpc/health}, by which a platform is known as one.
 *
 * @param service {@code hpc-platform}
 * @param protocol the WebSocket subprotocol that it speaks
 * @param time by its clock, when it answered
 */
public record PlatformHealth(String status, String service, String protocol, String version, Instant time) {}
