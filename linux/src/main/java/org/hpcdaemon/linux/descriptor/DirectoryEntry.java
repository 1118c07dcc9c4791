package org.hpcdaemon.linux.descriptor;

import org.hpcdaemon.protocol.message.value.Bytes;

/**
 * A name in a directory.
 *
 * @param kind what the file system says of it without another look; {@code OTHER} where it does not
 */
public record DirectoryEntry(Bytes name, FileKind kind) {}
