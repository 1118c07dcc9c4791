package org.hpcdaemon.agent.cli.account;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The account owner, for what an agent's key may not do. Signed in by a code, which then holds for an hour: no
 * refresh token is kept, since a thief could make keys with it for a month.
 */
public final class AccountOwner {
    @Option(
            names = "--email",
            paramLabel = "YOU",
            description = "Where the code is sent (default: whose key is in use).")
    private @Nullable String email;

    /** A client of the account owner's; signs them in if they are not. */
    public HpcClient client(Context context) throws IOException {
        Settings settings = context.settings();
        Target target = settings.target();
        Optional<HpcClient> known = signedIn(settings, target);
        if (known.isPresent()) {
            return known.get();
        }
        String given = settings.key();
        String address = email == null ? owner(settings, target, given) : email;
        if (email == null && !context.isAttended()) {
            throw HpcException.invalid(
                    "a code would be sent to " + address + ", and there is no terminal to type it at; run"
                            + " this at a terminal first (the sign-in then lasts an hour), or give --email to read the code from"
                            + " standard input");
        }
        String token = CodeDialog.signIn(context, settings.network(), target, address);
        settings.storePersonal(target, token);
        return HpcClient.open(settings.network(), target, token);
    }

    /** A client of the account owner's if they are signed in, else of the agent whose key is in use. */
    public static HpcClient orAgent(Context context) {
        Settings settings = context.settings();
        return signedIn(settings, settings.target()).orElseGet(context::client);
    }

    private static Optional<HpcClient> signedIn(Settings settings, Target target) {
        return Stream.of(settings.key(), settings.personalToken(target).orElse(""))
                .filter(secret -> isPersonal(settings, target, secret))
                .findFirst()
                .map(secret -> HpcClient.open(settings.network(), target, secret));
    }

    private static boolean isPersonal(Settings settings, Target target, String secret) {
        return !secret.isEmpty() && "user".equals(kind(settings, target, secret));
    }

    /** What kind of secret that is, or nothing that opens anything now. */
    private static String kind(Settings settings, Target target, String secret) {
        try (HpcClient client = HpcClient.open(settings.network(), target, secret)) {
            return client.whoAmI().kind();
        } catch (HpcException e) {
            if (e.code() == ErrorCode.UNAUTHORIZED) {
                return "";
            }
            throw e;
        }
    }

    private static String owner(Settings settings, Target target, String key) {
        try (HpcClient client = HpcClient.open(settings.network(), target, key)) {
            return client.whoAmI().email();
        } catch (HpcException e) {
            if (e.code() == ErrorCode.UNAUTHORIZED) {
                throw HpcException.invalid("name the address for the code: --email YOU");
            }
            throw e;
        }
    }
}
