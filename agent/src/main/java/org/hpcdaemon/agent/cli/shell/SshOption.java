package org.hpcdaemon.agent.cli.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * What {@code -o NAME=VALUE} of ssh(1) sets, as ssh_config(5) names it. Most of what programs pass is about a connection that is not
 * made here, and changes nothing; what would change what happens is refused.
 *
 * @param name in lower case
 */
record SshOption(String name, String value) {
    /** Without effect: what it is about, hosts' keys and encryption for example, is the platform's and TLS's. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "addressfamily",
            "batchmode",
            "checkhostip",
            "clearallforwardings",
            "compression",
            "connectionattempts",
            "connecttimeout",
            "controlmaster",
            "controlpath",
            "controlpersist",
            "escapechar",
            "exitonforwardfailure",
            "forwardagent",
            "forwardx11",
            "forwardx11trusted",
            "globalknownhostsfile",
            "identitiesonly",
            "ipqos",
            "loglevel",
            "numberofpasswordprompts",
            "passwordauthentication",
            "permitlocalcommand",
            "preferredauthentications",
            "serveralivecountmax",
            "serveraliveinterval",
            "stricthostkeychecking",
            "tcpkeepalive",
            "updatehostkeys",
            "userknownhostsfile",
            "visualhostkey");

    static SshOption of(String text) {
        String[] parts = text.strip().split("\\s*=\\s*|\\s+", 2);
        if (parts.length < 2 || parts[1].isEmpty()) {
            throw HpcException.invalid("-o " + text + ": write -o NAME=VALUE");
        }
        return new SshOption(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }

    /**
     * The variables that the options set in the command's environment.
     *
     * @param here of this process
     * @throws HpcException if an option is not one that a daemon's machine can be asked
     */
    static Map<String, String> environment(List<String> options, Map<String, String> here) {
        Map<String, String> environment = new HashMap<>();
        for (String text : options) {
            SshOption option = of(text);
            String value = option.value();
            switch (option.name()) {
                case "sendenv" ->
                    here.forEach((name, content) -> {
                        if (matches(name, value)) {
                            environment.put(name, content);
                        }
                    });
                case "setenv" -> set(environment, text, value);
                case "requesttty" -> refuseUnless(value.equals("no"), text, "it needs a terminal: use hpc shell");
                case "port" -> checkPort(text, value);
                default ->
                    refuseUnless(
                            WITHOUT_EFFECT.contains(option.name()),
                            text,
                            "hpc rsh does not have that option of ssh; leave it out");
            }
        }
        return environment;
    }

    /** Git passes the port of a URL. */
    static void checkPort(String text, String port) {
        refuseUnless(port.equals("22"), text, "a daemon has no port; leave it out");
    }

    private static void set(Map<String, String> environment, String text, String assignments) {
        for (String assignment : assignments.split("\\s+", -1)) {
            int equals = assignment.indexOf('=');
            refuseUnless(equals > 0, text, "write SetEnv=NAME=VALUE");
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
    }

    private static boolean matches(String name, String patterns) {
        for (String pattern : patterns.split("\\s+", -1)) {
            String regex = "\\Q" + pattern.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
            if (name.matches(regex)) {
                return true;
            }
        }
        return false;
    }

    private static void refuseUnless(boolean fine, String text, String why) {
        if (!fine) {
            throw HpcException.invalid("-o " + text + ": " + why);
        }
    }
}
