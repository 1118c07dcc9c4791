package org.hpcdaemon.link.network;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Network failures in words that say what to look at. */
public final class Causes {
    private static final int PROXY_AUTHENTICATION = 407;

    private static final String NO_ANSWER = "no answer in time; a firewall or proxy may be in the way";

    private Causes() {}

    /** Why there was no answer from that URI: whose fault it is, and what to do. */
    public static String unreachable(Network network, URI uri, Throwable failure) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return "cannot reach " + uri.getHost() + port + through(network, uri) + ": " + describe(failure);
    }

    /** What an answer without a platform's own words means. */
    public static String noPlatform(Network network, URI uri, HttpResponse<?> response) {
        return noPlatform(
                network,
                uri,
                response.statusCode(),
                response.headers().firstValue("Location").orElse(""));
    }

    /**
     * What an answer means that is not the platform's.
     *
     * @param location where the answer redirects to; empty if it does not
     */
    public static String noPlatform(Network network, URI uri, int status, String location) {
        if (status == PROXY_AUTHENTICATION) {
            return "the proxy " + network.proxyFor(uri).map(HttpProxy::toString).orElse("on the way")
                    + " requires a user and a password that it accepts; set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT";
        }
        if (status / 100 == 3 && !location.isEmpty()) {
            return uri.getHost() + " redirects to " + location
                    + ", and no key is sent where it was not meant to go; if that is the platform, use its URL";
        }
        return "HTTP " + status + " from " + uri.getHost() + through(network, uri)
                + " without a platform's answer; is the URL the platform's, is a proxy in the way?";
    }

    private static String through(Network network, URI uri) {
        return network.proxyFor(uri).map(proxy -> " through the proxy " + proxy).orElse("");
    }

    static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The reason alone. */
    public static String describe(Throwable failure) {
        Throwable cause = root(failure);
        // The deeper the cause, the more it says: Java wraps a certificate's trouble three times.
        return Stream.iterate(cause, each -> each != null, Throwable::getCause)
                .map(Causes::known)
                .filter(words -> !words.isEmpty())
                .reduce((_, deeper) -> deeper)
                .orElseGet(() -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    /** Whether it failed since the other end did not prove to be the one that was meant. */
    public static boolean isDistrust(Throwable failure) {
        return Stream.iterate(root(failure), each -> each != null, Throwable::getCause)
                .anyMatch(each -> each instanceof CertificateException
                        || each instanceof CertPathBuilderException
                        || (each instanceof SSLException tls && isNoTls(tls)));
    }

    private static String known(Throwable cause) {
        return switch (cause) {
            case UnresolvedAddressException _, UnknownHostException _ -> "the host name does not resolve";
            case HttpConnectTimeoutException _ -> NO_ANSWER;
            case HttpTimeoutException _, SocketTimeoutException _ -> "it took the connection and does not answer";
            case CertificateExpiredException _ ->
                "its certificate has expired; its host must renew it, unless this machine's clock is wrong";
            case CertificateNotYetValidException _ ->
                "its certificate is not valid yet; is this machine's clock right?";
            case CertPathBuilderException _ ->
                "its certificate is signed by an authority that is not known here; if it is your own or your company's,"
                        + " name its PEM file with --ca-file (hpc: HPC_CA_FILE)";
            case CertificateException other
            when isOfAnotherHost(other) ->
                "its certificate is for another host (" + other.getMessage() + "); is the URL right?";
            case SSLException tls when isNoTls(tls) -> "what answers does not speak TLS; is the port right?";
            case SSLException tls -> "TLS: " + tls.getMessage();
            case ConnectException failed -> connecting(failed);
            default -> "";
        };
    }

    /** The JDK's client loses the text of a refusal (ECONNREFUSED), but keeps that of a timeout, its own or the kernel's. */
    private static String connecting(ConnectException failure) {
        String message = failure.getMessage() == null ? "refused" : failure.getMessage();
        if (message.toLowerCase(Locale.ROOT).contains("timed out")) {
            return NO_ANSWER;
        }
        return message.toLowerCase(Locale.ROOT).contains("refused")
                ? "connection refused (is it running, and is the port right?)"
                : message;
    }

    /** The JDK has no type of its own for it, only its words (sun.security.util.HostnameChecker). */
    private static boolean isOfAnotherHost(CertificateException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("No subject alternative") || message.startsWith("No name matching");
    }

    private static boolean isNoTls(SSLException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("unrecognized ssl message");
    }
}
