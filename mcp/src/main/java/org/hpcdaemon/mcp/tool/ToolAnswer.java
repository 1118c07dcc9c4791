package org.hpcdaemon.mcp.tool;

/** What a call of a tool comes to. */
public sealed interface ToolAnswer permits ToolResult, Task, InputRequired {}
