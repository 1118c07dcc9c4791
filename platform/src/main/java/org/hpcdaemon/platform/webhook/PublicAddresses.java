package org.hpcdaemon.platform.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that the whole Internet reaches, by IANA's registries of special-purpose addresses (RFC 6890 and later): neither this host, nor its
 * networks, nor the services that clouds offer to their machines. Pure.
 */
final class PublicAddresses {
    private static final List<Range> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3", // multicast, reserved, broadcast
                    "2001::/23", // protocols, Teredo and ORCHID among them
                    "2001:db8::/32",
                    "2002::/16", // 6to4, which may hold any address of IPv4
                    "3fff::/20")
            .map(Range::of)
            .toList();

    /** Of IPv6, global unicast is what has been given out; all else is local, mapped, translated, multicast, or reserved. */
    private static final Range GLOBAL = Range.of("2000::/3");

    private record Range(InetAddress first, int bits) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            byte[] prefix = first.getAddress();
            if (address.length != prefix.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (prefix[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean given = bytes.length == 4 || GLOBAL.contains(bytes);
        return given && SPECIAL.stream().noneMatch(range -> range.contains(bytes));
    }
}
