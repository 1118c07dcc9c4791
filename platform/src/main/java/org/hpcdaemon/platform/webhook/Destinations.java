package org.hpcdaemon.platform.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** Where webhooks may lead: the host of the platform decides, since it is from there that they are sent. */
public enum Destinations {
    /** There are none. */
    NOWHERE,
    /** By HTTPS to addresses that the whole Internet reaches. */
    PUBLIC,
    /** Also by HTTP, and into the networks that the platform's host is in: for platforms whose users are all trusted there. */
    ANYWHERE;

    /** Those of web servers. Others are services that a request could disturb. */
    private static final Set<Integer> PORTS = Set.of(-1, 443, 8443);

    /** A path with a long token; it is stored, and told in lists. */
    private static final int URL_CHARS = 2_000;

    /** How names become addresses, which is asked again for each message: a name may come to mean another one. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** The URL, if it may be a webhook's. Throws {@link HpcException} with what is wrong with it. */
    URI url(String text) {
        if (this == NOWHERE) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "this platform sends no webhooks; its host can let it, with hpc-platform start --webhooks public");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "field \"url\" is not a URL", e);
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(this == ANYWHERE && scheme.equals("http"))) {
            throw HpcException.invalid("field \"url\" begins with https://");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw HpcException.invalid("field \"url\" has a host, and no user and no #fragment");
        }
        if (text.length() > URL_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw HpcException.invalid("field \"url\" has at most " + URL_CHARS + " characters, all of ASCII");
        }
        if (this == PUBLIC && !PORTS.contains(url.getPort())) {
            throw HpcException.invalid("field \"url\" has port 443 or 8443");
        }
        return url;
    }

    /** The address to connect to. All that a name has must be allowed: which of them answers is not ours to choose. */
    InetAddress address(URI url, Names names) throws IOException {
        InetAddress[] addresses = names.addresses(url.getHost());
        if (addresses.length == 0) {
            throw new UnknownHostException(url.getHost());
        }
        if (this != ANYWHERE && !Arrays.stream(addresses).allMatch(PublicAddresses::contain)) {
            throw new IOException("the host has an address that is not public");
        }
        return addresses[0];
    }
}
