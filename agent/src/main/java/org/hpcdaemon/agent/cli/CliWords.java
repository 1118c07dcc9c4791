package org.hpcdaemon.agent.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** Messages about the wire's fields, in the words of the command line: {@code --time}, not {@code field "timeLimitSeconds"}. */
final class CliWords {
    /** Of those whose option has another name. */
    private static final Map<String, String> OPTIONS = Map.of(
            "argv", "COMMAND",
            "timeLimitSeconds", "--time (in seconds)",
            "timeoutMs", "--timeout (in milliseconds)",
            "memoryMb", "--mem (in MiB)",
            "wakeEach", "--wake-each",
            "extra", "--option",
            "job", "JOB",
            "daemon", "DAEMON");

    /** Of those whose option has the field's name. */
    private static final Pattern SAME =
            Pattern.compile("script|name|cwd|nodes|tasks|cpus|gpus|gres|partition|account|qos"
                    + "|constraint|array|dependency|env|context|key|element|node|from|limit");

    private static final Pattern FIELD = Pattern.compile("(?:field )?\"([A-Za-z]+)(\\.[A-Za-z_0-9]+)?\"");

    private CliWords() {}

    static String of(HpcException failure) {
        String reason =
                failure.reason().replace("--ca-file (hpc: HPC_CA_FILE)", "`hpc login --ca-file FILE` or HPC_CA_FILE");
        if (failure.code() != ErrorCode.INVALID_PARAMS && failure.code() != ErrorCode.TOO_LARGE) {
            return reason;
        }
        return FIELD.matcher(reason).replaceAll(found -> {
            String field = found.group(1);
            String option = SAME.matcher(field).matches() ? "--" + field : OPTIONS.get(field);
            String below = found.group(2) == null ? "" : " " + found.group(2).substring(1);
            return Matcher.quoteReplacement(option == null ? found.group() : option + below);
        });
    }
}
