package org.hpcdaemon.link.network;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * The platform's base URL, such as {@code https://hpc.example.org}. Plain {@code http} is only for loopback,
 * since the key travels in a header.
 */
public record Target(URI base) {
    public Target {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("https") && !scheme.equals("http")) || base.getHost() == null) {
            throw HpcException.invalid("the platform's URL " + base
                    + " is invalid; expected https://HOST[:PORT] (or http:// to loopback)");
        }
        if (scheme.equals("http") && !isLoopback(base.getHost())) {
            throw HpcException.invalid(
                    "the platform's URL " + base + " is plain http to another machine, where anyone on the way could"
                            + " read the key; use https://");
        }
    }

    public static Target of(String url) {
        try {
            return new Target(URI.create(url.strip().replaceAll("/+$", "")));
        } catch (IllegalArgumentException e) {
            throw HpcException.invalid("the platform's URL \"" + url + "\" is not one: " + e.getMessage());
        }
    }

    /** The URI of an HTTP route, given with its leading slash. */
    public URI http(String route) {
        return URI.create(base + route);
    }

    /** The URI of a WebSocket route, given with its leading slash. */
    public URI webSocket(String route) {
        return URI.create("ws" + base.toString().substring("http".length()) + route);
    }

    /** Whether a host, as in a URI, is this machine for sure: a name that resolves to it today may not tomorrow. */
    static boolean isLoopback(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            return bare.equalsIgnoreCase("localhost")
                    || (isAddress(bare) && InetAddress.getByName(bare).isLoopbackAddress());
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /** Whether it is written as an address, so that to look at it asks no name server. */
    static boolean isAddress(String host) {
        return host.matches("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
