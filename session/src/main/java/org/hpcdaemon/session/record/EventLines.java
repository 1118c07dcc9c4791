package org.hpcdaemon.session.record;

import org.hpcdaemon.protocol.rpc.Json;

/** The lines of a file, each with its line feed. Control characters are escaped, so that a file which is only looked at moves no cursor. */
final class EventLines {
    private static final long MICROS = 1_000_000;

    private EventLines() {}

    static String header(RecordingHeader header) {
        return Json.printableLine(header) + "\n";
    }

    /** @param micros since the beginning */
    static String output(long micros, String text) {
        return line(micros, "o", text);
    }

    static String resize(long micros, int rows, int cols) {
        return line(micros, "r", cols + "x" + rows);
    }

    /** What is no output: players name it at that place, and go on. */
    static String marker(long micros, String text) {
        return line(micros, "m", text);
    }

    /** The same, and for those who watch. */
    static String notice(long micros, String text) {
        return marker(micros, text) + output(micros, "\r\n[recording: " + text + "]\r\n");
    }

    private static String line(long micros, String code, String data) {
        String fraction = Long.toString(MICROS + micros % MICROS).substring(1);
        return "[" + micros / MICROS + "." + fraction + ",\"" + code + "\"," + Json.printableLine(data) + "]\n";
    }
}
