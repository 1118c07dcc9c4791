package org.hpcdaemon.daemon.cli;

import java.util.Map;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which daemon a verb is about if its flag does not say: what the environment or the file says. */
final class DaemonDefault implements IDefaultValueProvider {
    private final Context context;

    DaemonDefault(Context context) {
        this.context = context;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                        && option.longestName().equals(Setting.DAEMON_ID.flag())
                        && !option.command().name().equals("setup")
                ? Settings.of(Map.of(), context.environment(), context.home().configFile())
                        .text(Setting.DAEMON_ID)
                        .orElse(null)
                : null;
    }
}
