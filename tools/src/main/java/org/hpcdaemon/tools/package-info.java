/**
 * What may an agent's program do through MCP? Each class that ends in {@code Tool} is one tool; they work on the SDK's handles alone,
 * so that `hpc mcp` and the platform offer the same ones. Begin with {@link org.hpcdaemon.tools.HpcTools}.
 */
@NullMarked
package org.hpcdaemon.tools;

import org.jspecify.annotations.NullMarked;
