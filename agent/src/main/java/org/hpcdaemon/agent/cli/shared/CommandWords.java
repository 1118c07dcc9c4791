package org.hpcdaemon.agent.cli.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Takes the first word of a remote command and all that follow, options too: they are the command's, as with ssh and docker. */
public final class CommandWords implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // the parser's own type
    public void consumeParameters(Stack<String> words, ArgSpec command, CommandSpec verb) {
        List<String> taken = new ArrayList<>();
        while (!words.isEmpty()) {
            taken.add(words.pop());
        }
        command.setValue(taken);
    }
}
