package org.hpcdaemon.session.shell;

import org.hpcdaemon.protocol.message.shell.ShellAttached;

/**
 * A reader attached to a shell.
 *
 * @param start begins to send and to acknowledge: called once the answer is on its way, since no byte may come
 *     before it
 */
public record Attachment(ShellAttached answer, Runnable start) {}
