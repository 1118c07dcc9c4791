package org.hpcdaemon.daemon.policy.file;

import java.util.List;
import java.util.Set;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Command;
import org.hpcdaemon.daemon.policy.Kind;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.daemon.policy.Resources;
import org.hpcdaemon.daemon.policy.Resources.Resource;

/**
 * A request, and what its file is to answer.
 *
 * @param line where it is
 */
record Example(int line, Question question, Answer answer) {
    /** Reads {@code [[example]]}. */
    static Example of(Entry entry, RuleReader reader) {
        Kind kind = RuleReader.kind(entry);
        Answer answer = RuleReader.answer(entry, "answer");
        String agent = entry.text("agent").orElse(Question.OWNER);
        Action action = switch (kind) {
            case EXEC -> new Action.Exec(command(entry, reader));
            case SHELL -> new Action.Shell();
            case JOB ->
                new Action.Job(
                        command(entry, reader),
                        Set.copyOf(entry.texts("partition")),
                        entry.text("account").orElse(null),
                        resources(entry));
            case FILE ->
                new Action.File(
                        List.of(reader.path(entry, entry.required("path"))),
                        RuleReader.access(entry).orElse(false));
            case FORWARD ->
                new Action.Forward(RuleReader.port(
                        entry, entry.number("port").orElseThrow(() -> entry.wrong("\"port\" is missing here"))));
        };
        entry.end();
        return new Example(entry.line(), new Question(agent, agent, action), answer);
    }

    private static Command command(Entry entry, RuleReader reader) {
        List<String> words = entry.tokens("command").stream()
                .map(each -> {
                    if (each.size() > 1) {
                        throw entry.wrong("command", "of an example is a list of words, without alternatives");
                    }
                    return each.getFirst();
                })
                .toList();
        if (words.isEmpty()) {
            throw entry.wrong("\"command\" is missing here");
        }
        return reader.programs().command(words, Set.copyOf(entry.texts("env")));
    }

    /** What is not said is 0 GPUs, one node, and as much time and memory as the scheduler gives. */
    private static Resources resources(Entry entry) {
        return new Resources(
                RuleReader.amount(entry, Resource.GPUS.word(), Resource.GPUS).orElse(0L),
                RuleReader.amount(entry, Resource.NODES.word(), Resource.NODES).orElse(1L),
                RuleReader.amount(entry, Resource.TIME.word(), Resource.TIME).orElse(null),
                RuleReader.amount(entry, Resource.MEMORY.word(), Resource.MEMORY)
                        .orElse(null));
    }
}
