/**
 * The Model Context Protocol, as a server speaks it: requests in, a reply and before it notifications out. It has no
 * sockets, no threads and no clock; doors (stdio, HTTP) have those.
 *
 * <p>Revision 2026-07-28 and the older 2025-11-25, 2025-06-18 and 2025-03-26 are served side by side and without
 * sessions: each request says how to read it ({@link org.hpcdaemon.mcp.Era}). Not served, since none of the clients
 * that we know needs it: batches (2025-03-26), resumable streams, requests to the client outside of a result.
 *
 * <p>{@link org.hpcdaemon.mcp.McpServer} finds the {@link org.hpcdaemon.mcp.Handler} of a method among the
 * {@link org.hpcdaemon.mcp.ServerFeature}s it is made of: {@code tool} has tools and tasks, {@code http} and {@code stdio}
 * the rules of the two transports.
 */
@NullMarked
package org.hpcdaemon.mcp;

import org.jspecify.annotations.NullMarked;
