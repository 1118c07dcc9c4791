package org.hpcdaemon.daemon.policy;

import java.util.List;
import java.util.Set;

/** One thing that a rule asks of a request. */
public sealed interface Condition {
    /**
     * Whether the request meets it.
     *
     * @param answer of the rule: what is allowed must be so as a whole, what is denied in any part; what is asked about is told for
     *     certain if both say the same
     */
    Match match(Question question, Answer answer);

    /** The agent has one of these ids or names; one that is called as the account owner is written is not the account owner. */
    record OfAgent(Set<String> agents) implements Condition {
        public OfAgent {
            agents = Set.copyOf(agents);
        }

        @Override
        public Match match(Question question, Answer answer) {
            if (agents.contains(question.agent())) {
                return Match.YES;
            }
            if (question.name() == null) {
                return question.agent().equals(Question.OWNER) ? Match.NO : Match.MAYBE;
            }
            return Match.of(!question.name().equals(Question.OWNER) && agents.contains(question.name()));
        }
    }

    /**
     * It runs this.
     *
     * @param variables that the request may set; any other may make another program of it
     */
    record Runs(CommandPattern pattern, Set<String> variables) implements Condition {
        public Runs {
            variables = Set.copyOf(variables);
        }

        @Override
        public Match match(Question question, Answer answer) {
            return switch (question.action()) {
                case Action.Exec(Command command) -> match(command, answer);
                case Action.Job job -> match(job.command(), answer);
                case Action.Shell _, Action.File _, Action.Forward _ -> Match.NO;
            };
        }

        private Match match(Command command, Answer answer) {
            if (pattern.matches(command)) {
                return answer == Answer.DENY || variables.containsAll(command.variables()) ? Match.YES : Match.MAYBE;
            }
            return command.opaque() || command.hasOtherLoader() ? Match.MAYBE : Match.NO;
        }
    }

    /** The files are these or beneath them. */
    record Beneath(List<PlainPath> folders) implements Condition {
        public Beneath {
            folders = List.copyOf(folders);
        }

        @Override
        public Match match(Question question, Answer answer) {
            if (!(question.action() instanceof Action.File file)) {
                return Match.NO;
            }
            return switch (answer) {
                case ALLOW -> allows(file);
                case ASK -> allows(file).agreed(denies(file));
                case DENY -> denies(file);
            };
        }

        private Match allows(Action.File file) {
            return file.paths().stream().map(this::allows).reduce(Match.YES, Match::and);
        }

        private Match denies(Action.File file) {
            return file.paths().stream().map(this::denies).reduce(Match.NO, Match::or);
        }

        private Match allows(PlainPath path) {
            return path.certain() ? Match.of(folders.stream().anyMatch(each -> each.covers(path))) : Match.MAYBE;
        }

        /** What is asked of a directory may be about all beneath it. */
        private Match denies(PlainPath path) {
            return folders.stream().anyMatch(each -> each.covers(path)) && path.certain()
                    ? Match.YES
                    : !path.certain() || folders.stream().anyMatch(path::covers) ? Match.MAYBE : Match.NO;
        }
    }

    /** It changes files, or it does not. */
    record Writes(boolean write) implements Condition {
        @Override
        public Match match(Question question, Answer answer) {
            return Match.of(question.action() instanceof Action.File file && file.write() == write);
        }
    }

    /** The job goes to one of these partitions. */
    record InPartition(Set<String> partitions) implements Condition {
        public InPartition {
            partitions = Set.copyOf(partitions);
        }

        @Override
        public Match match(Question question, Answer answer) {
            if (!(question.action() instanceof Action.Job job)) {
                return Match.NO;
            }
            if (job.partitions().isEmpty()) {
                return Match.MAYBE;
            }
            Match all = Match.of(partitions.containsAll(job.partitions()));
            Match any = Match.of(job.partitions().stream().anyMatch(partitions::contains));
            return switch (answer) {
                case ALLOW -> all;
                case ASK -> all.agreed(any);
                case DENY -> any;
            };
        }
    }

    /** The job is billed to one of these accounts. */
    record OnAccount(Set<String> accounts) implements Condition {
        public OnAccount {
            accounts = Set.copyOf(accounts);
        }

        @Override
        public Match match(Question question, Answer answer) {
            if (!(question.action() instanceof Action.Job job)) {
                return Match.NO;
            }
            return job.account() == null ? Match.MAYBE : Match.of(accounts.contains(job.account()));
        }
    }

    /** The job asks for no more than that. */
    record AtMost(Resources.Resource resource, long most) implements Condition {
        @Override
        public Match match(Question question, Answer answer) {
            if (!(question.action() instanceof Action.Job job)) {
                return Match.NO;
            }
            Long asked = job.resources().of(resource);
            return asked == null ? Match.MAYBE : Match.of(asked <= most);
        }
    }

    /** The connection is to one of these ports. */
    record ToPort(Set<Integer> ports) implements Condition {
        public ToPort {
            ports = Set.copyOf(ports);
        }

        @Override
        public Match match(Question question, Answer answer) {
            return Match.of(question.action() instanceof Action.Forward(int port) && ports.contains(port));
        }
    }
}
