package org.hpcdaemon.protocol.message.shell;

/**
 * The answer to {@code shell.attach}, sent before the stream's first byte.
 *
 * @param from the offset of the first byte that will come; larger than asked only if a {@code stream.gap} says so
 * @param end the offset after the last byte so far
 * @param inputOffset the next byte of this reader's input that the daemon does not have
 */
public record ShellAttached(long from, long end, long inputOffset) {}
