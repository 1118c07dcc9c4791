package org.hpcdaemon.daemon.setup;

import java.nio.file.Path;
import java.util.Optional;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.setup.platform.Platform;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;

/** A daemon's key in a file. */
public final class DaemonKey {
    private DaemonKey() {}

    /**
     * The daemon that the key of the settings is for, as their platform says. Empty if they name none of both, or it refuses the key:
     * what is wrong is told by who goes on. A platform that does not answer leaves it open, and throws.
     */
    static Optional<DaemonId> owner(Settings settings, Machine machine) {
        Optional<String> file = settings.text(Setting.API_KEY_FILE);
        Optional<String> url = settings.text(Setting.URL);
        if (settings.isOn(Setting.OFFLINE)) {
            throw HpcException.invalid(
                    "--offline does not ask the platform which daemon the key is for; add --daemon-id ID");
        }
        if (file.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        String key = read(file.get());
        String caFile = settings.text(Setting.CA_FILE)
                .map(written -> machine.path(written).toString())
                .orElse(null);
        try (HpcClient itself =
                Platform.at(url.get(), caFile, machine.environment()).with(key)) {
            return Optional.ofNullable(itself.whoAmI().daemon());
        } catch (HpcException e) {
            if (e.code() == ErrorCode.UNREACHABLE) {
                throw new HpcException(
                        e.code(),
                        e.reason() + ", so which daemon the key is for is not known; try again later, or set up without"
                                + " the platform: --offline --daemon-id ID",
                        e);
            }
            return Optional.empty();
        }
    }

    /** Throws {@link HpcException} that names the file and never shows what is in it. */
    public static String read(String file) {
        String key = Answers.file(Path.of(file)).strip();
        if (!key.matches("hpc_daemon_[A-Za-z0-9]+")) {
            throw HpcException.invalid(file + " holds no daemon key; one begins with hpc_daemon_");
        }
        return key;
    }
}
