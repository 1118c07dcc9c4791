package org.hpcdaemon.platform.identity;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** A remote address as limits count it. */
public final class Address {
    /** Longer than any IP literal; anything else is a name that the transport gave, and is cut. */
    private static final int MAX_CHARS = 64;

    private Address() {}

    /** One IPv4 address, or one IPv6 /64: the smallest network a site gives a host, all of it one attacker's. */
    public static String group(String remoteAddress) {
        try {
            return switch (InetAddress.ofLiteral(remoteAddress)) {
                case Inet6Address six -> HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8)) + "/64";
                case Inet4Address four -> four.getHostAddress();
                case InetAddress other -> other.getHostAddress();
            };
        } catch (IllegalArgumentException e) {
            return remoteAddress.length() <= MAX_CHARS ? remoteAddress : remoteAddress.substring(0, MAX_CHARS);
        }
    }
}
