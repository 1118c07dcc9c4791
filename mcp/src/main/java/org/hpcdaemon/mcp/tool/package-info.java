/** Tools, what a call of one may answer, and tasks: answers that come later (extension {@code io.modelcontextprotocol/tasks}). */
@NullMarked
package org.hpcdaemon.mcp.tool;

import org.jspecify.annotations.NullMarked;
