package org.hpcdaemon.daemon.cli;

import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.jspecify.annotations.Nullable;

/**
 * What the platform reports about this daemon, asked with its key.
 *
 * @param online whether it sees the daemon connected; absent if it did not say
 * @param error why it could not be asked, or does not take the key
 */
record PlatformView(
        @Nullable String email,
        @Nullable Boolean online,
        @Nullable String error) {

    static PlatformView ask(Profile profile) {
        try (HpcClient client =
                HpcClient.open(profile.network(System.getenv()), Target.of(profile.platformUrl()), profile.apiKey())) {
            String email = client.whoAmI().email();
            Boolean online = client.daemons().stream()
                    .filter(view -> view.daemon().equals(profile.daemon()))
                    .findFirst()
                    .map(DaemonView::online)
                    .orElse(false);
            return new PlatformView(email, online, null);
        } catch (HpcException e) {
            return new PlatformView(null, null, e.reason());
        }
    }

    String words() {
        return error != null
                ? error
                : "takes the key of " + email + ", sees the daemon "
                        + (Boolean.TRUE.equals(online) ? "online" : "offline");
    }
}
