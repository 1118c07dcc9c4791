package org.hpcdaemon.agent.cli;

import java.io.IOException;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The user in person, for what an agent's key may not do. Signed in by a code, which then holds for an hour: no
 * refresh token is kept, since whoever finds one could make keys for a month.
 */
final class Person {
    @Option(
            names = "--email",
            paramLabel = "YOU",
            description = "Where the code is sent (default: whose key is in use).")
    private @Nullable String email;

    HpcClient client(Context context) throws IOException {
        Settings settings = context.settings();
        Target target = settings.target();
        String given = settings.key();
        if (isPersonal(settings, target, given)) {
            return HpcClient.open(settings.network(), target, given);
        }
        String kept = settings.personalToken(target).orElse("");
        if (isPersonal(settings, target, kept)) {
            return HpcClient.open(settings.network(), target, kept);
        }
        String token = CodeDialog.signIn(context, target, email == null ? owner(settings, target, given) : email);
        settings.storePersonal(target, token);
        return HpcClient.open(settings.network(), target, token);
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
                throw HpcException.invalid("say where the code is to be sent: --email YOU");
            }
            throw e;
        }
    }
}
