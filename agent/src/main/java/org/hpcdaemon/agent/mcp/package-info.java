/** How does {@code hpc mcp} speak over standard input and output, and reach the platform with the keys that are here? */
@NullMarked
package org.hpcdaemon.agent.mcp;

import org.jspecify.annotations.NullMarked;
