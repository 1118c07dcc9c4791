package org.hpcdaemon.platform.account;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hpcdaemon.protocol.error.HpcException;

/** Who may sign in. Keys that exist go on working: they are revoked by name. */
public sealed interface SignInPolicy {
    /** The listed addresses, and every address of the listed domains (not of their subdomains). */
    record Allowed(Set<String> emails, Set<String> domains) implements SignInPolicy {
        public Allowed {
            emails = Set.copyOf(emails);
            domains = Set.copyOf(domains);
        }
    }

    /** Everybody. */
    record Open() implements SignInPolicy {}

    /** Only the first user to sign in: a platform that one person tries on one machine. */
    record FirstOnly() implements SignInPolicy {}

    /** No one; keys are made on the platform's host. */
    record NoOne() implements SignInPolicy {}

    /**
     * The policy of a command line.
     *
     * @param allow addresses, and domains written {@code @example.org}; throws {@link HpcException} for another form
     * @param open whether open registration was asked for by name; wins over {@code allow}
     * @param loopback whether only this machine can reach the platform
     */
    static SignInPolicy of(List<String> allow, boolean open, boolean loopback) {
        if (open) {
            return new Open();
        }
        if (allow.isEmpty()) {
            return loopback ? new FirstOnly() : new NoOne();
        }
        Set<String> emails = new HashSet<>();
        Set<String> domains = new HashSet<>();
        for (String entry : allow) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            try {
                if (text.startsWith("@")) {
                    domains.add(new Email("anyone" + text).domain());
                } else {
                    emails.add(new Email(text).value());
                }
            } catch (HpcException e) {
                throw HpcException.invalid(
                        "--allow " + entry + ": expected name@example.org, or @example.org for a domain");
            }
        }
        return new Allowed(emails, domains);
    }
}
