package org.hpcdaemon.sandbox;

import org.hpcdaemon.protocol.message.value.Bytes;

/** A file that must lie beside what uses it. */
public record BoxFile(String name, Bytes content) {}
