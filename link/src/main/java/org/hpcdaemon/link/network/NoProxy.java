package org.hpcdaemon.link.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that are reached without a proxy: entries as in {@code NO_PROXY}, each a domain with all below it, an
 * address, a range of addresses such as {@code 10.0.0.0/8}, or {@code *} for all; a port may follow.
 */
record NoProxy(List<String> entries) {
    static NoProxy parse(String list) {
        return new NoProxy(Arrays.stream(list.split("[,\\s]+"))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    boolean covers(URI uri) {
        String host = bare(uri.getHost().toLowerCase(Locale.ROOT));
        int port = uri.getPort() >= 0 ? uri.getPort() : 443;
        return entries.stream().anyMatch(entry -> covers(entry, host, port));
    }

    private static boolean covers(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return inRange(entry, host);
        }
        String name = bare(entry);
        int colon = name.lastIndexOf(':');
        // More colons than one are an IPv6 address without a port.
        if (colon > 0 && name.indexOf(':') == colon) {
            if (!name.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = name.substring(0, colon);
        }
        String domain = name.replaceFirst("^\\*?\\.", "");
        return host.equals(domain) || host.endsWith("." + domain);
    }

    private static boolean inRange(String entry, String host) {
        int slash = entry.indexOf('/');
        try {
            if (!Target.isAddress(host) || !Target.isAddress(entry.substring(0, slash))) {
                return false;
            }
            byte[] network = InetAddress.getByName(entry.substring(0, slash)).getAddress();
            byte[] address = InetAddress.getByName(host).getAddress();
            int foreign = network.length * 8 - Integer.parseInt(entry.substring(slash + 1));
            return network.length == address.length
                    && foreign >= 0
                    && new BigInteger(1, network)
                            .shiftRight(foreign)
                            .equals(new BigInteger(1, address).shiftRight(foreign));
        } catch (UnknownHostException | NumberFormatException _) {
            return false; // not a range: it covers nothing
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
