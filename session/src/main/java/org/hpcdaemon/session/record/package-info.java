/**
 * What did agents' shells and commands print, and when?
 *
 * <p>Each is one file in the format asciicast v2: a line of JSON that says what it is, then a line for each event, with the seconds since
 * the beginning. Version 2, not 3, since all players read it, those of asciinema 2 included, and since its times are absolute: a line that
 * is missing moves none of the others. What happens here and is no output (bytes that are missing, the end) is a marker.
 *
 * <p>What a shell or command calls here never waits for a file: it goes through a bounded queue to one thread, which writes.
 */
@NullMarked
package org.hpcdaemon.session.record;

import org.jspecify.annotations.NullMarked;
