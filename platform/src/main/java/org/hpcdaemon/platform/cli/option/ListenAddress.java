package org.hpcdaemon.platform.cli.option;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * Where to listen: {@code HOST:PORT}, an IPv6 address in brackets.
 *
 * @param option that named it
 * @param host without brackets
 */
public record ListenAddress(String option, String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):([0-9]{1,5})");

    static ListenAddress parse(String option, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
            throw HpcException.invalid(option + " " + text
                    + ": expected HOST:PORT with a port of at most 65535, such as" + " 127.0.0.1:7700 or [::1]:7700");
        }
        String host = matcher.group(1);
        return new ListenAddress(
                option,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(matcher.group(2)));
    }

    /** Whether only this machine can reach it. */
    boolean isLoopback() {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw HpcException.invalid(option + " names a host that this machine does not know: " + host);
        }
    }
}
