/** How is the Model Context Protocol served to who has a key? {@link org.hpcdaemon.platform.mcp.McpDoor} has the tools of {@code hpc mcp} behind a route. */
@NullMarked
package org.hpcdaemon.platform.mcp;

import org.jspecify.annotations.NullMarked;
