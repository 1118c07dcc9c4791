package org.hpcdaemon.daemon.setup.platform;

import java.util.Map;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.HpcException;

/** Takes a daemon off its platform: its keys and its place in the list. */
public final class Removal {
    private Removal() {}

    /** What became of it there. */
    public sealed interface Outcome {
        /** Revoked and forgotten. */
        record Removed() implements Outcome {}

        /** The platform takes the key no more: it was revoked or removed before. */
        record NotKnown(String reason) implements Outcome {}

        /** The key is still good there, and the daemon still in the list. */
        record Left(String reason) implements Outcome {}
    }

    /** Asks the platform, with the daemon's own key. */
    public static Outcome ask(Profile profile, Map<String, String> environment) {
        try (HpcClient itself =
                HpcClient.open(profile.network(environment), Target.of(profile.platformUrl()), profile.apiKey())) {
            itself.removeDaemon(profile.daemon());
            return new Outcome.Removed();
        } catch (HpcException e) {
            return switch (e.code()) {
                case UNAUTHORIZED, NOT_FOUND -> new Outcome.NotKnown(e.reason());
                default -> new Outcome.Left(e.reason());
            };
        }
    }
}
