package org.hpcdaemon.agent.cli.forward;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which port is opened here for which one there.
 *
 * @param local 0: any that is free
 * @param host null: the daemon's machine, or the node of a job
 */
record PortPair(int local, @Nullable String host, int remote) {
    /** {@code PORT}, {@code LOCAL:PORT} or {@code LOCAL:HOST:PORT}; an IPv6 address is in brackets. */
    static final class Parser implements ITypeConverter<PortPair> {
        @Override
        public PortPair convert(String text) {
            List<String> parts = parts(text);
            if (parts.size() > 3 || (parts.size() == 3 && parts.get(1).isEmpty())) {
                throw new TypeConversionException(
                        "'" + text + "' names no ports; write PORT, LOCAL:PORT or LOCAL:HOST:PORT");
            }
            int remote = port(parts.getLast(), 1);
            return new PortPair(
                    parts.size() == 1 ? remote : port(parts.getFirst(), 0),
                    parts.size() == 3 ? parts.get(1) : null,
                    remote);
        }

        private static List<String> parts(String text) {
            List<String> parts = new ArrayList<>();
            int begin = 0;
            boolean bracketed = false;
            for (int at = 0; at < text.length(); at++) {
                bracketed = text.charAt(at) == '[' || (bracketed && text.charAt(at) != ']');
                if (text.charAt(at) == ':' && !bracketed) {
                    parts.add(text.substring(begin, at));
                    begin = at + 1;
                }
            }
            parts.add(text.substring(begin));
            parts.replaceAll(part -> part.replaceAll("^\\[(.*)]$", "$1"));
            return parts;
        }

        private static int port(String text, int least) {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535 || Integer.parseInt(text) < least) {
                throw new TypeConversionException("'" + text + "' is not a port, " + least + " to 65535");
            }
            return Integer.parseInt(text);
        }
    }
}
