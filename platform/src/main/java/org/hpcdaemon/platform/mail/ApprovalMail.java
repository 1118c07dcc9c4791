package org.hpcdaemon.platform.mail;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.cli.Text;

/**
 * Requests wait for the account owner. The mail names where, whose and of what kind, and nothing that was asked; its link leads to the page
 * where they are decided about, and decides nothing.
 *
 * @param machines those asked last first; at least one
 * @param approvals the page
 */
public record ApprovalMail(String to, List<Machine> machines, URI approvals) implements Mail {
    /** A name that is longer is cut: whoever chose it, the mail is about something else. */
    private static final int NAME_CHARS = 64;

    /** More than a person decides about is a number that no longer matters. */
    private static final int MAX_COUNT = 999;

    /**
     * Where requests wait.
     *
     * @param name of the machine
     * @param waiting how many
     * @param agent who asked last, for people
     * @param wants to do what, such as {@code run a command}
     */
    public record Machine(String name, int waiting, String agent, String wants) {
        public Machine {
            name = fit(name);
            agent = fit(agent);
            wants = fit(wants);
        }

        private String line() {
            return "On " + name + ", " + agent + " asks to " + wants
                    + (waiting == 1 ? "." : "; " + count(waiting) + " requests wait there.");
        }
    }

    public ApprovalMail {
        machines = List.copyOf(machines);
    }

    @Override
    public String what() {
        return "the mail about requests that wait for " + to;
    }

    @Override
    public String subject() {
        long all = machines.stream().mapToLong(Machine::waiting).sum();
        String where =
                machines.size() == 1 ? " on " + machines.getFirst().name() : " on " + machines.size() + " machines";
        return (all == 1 ? "1 request waits" : count(all) + " requests wait") + " for your permission" + where;
    }

    @Override
    public String text() {
        return machines.stream().map(Machine::line).collect(Collectors.joining("\n")) + """


               Read and decide, signed in, in the console:

                   %s

               This mail decides nothing, and nor does opening the link. What nobody
               decides about within a day is not carried out.
               """.formatted(approvals);
    }

    @Override
    public String html() {
        return """
               <!DOCTYPE html>
               <html lang="en"><body style="font-family: sans-serif; color: #222; max-width: 32em">
               %s
               <p>Read and decide, signed in, in the console:</p>
               <p><a href="%s">%s</a></p>
               <p>This mail decides nothing, and nor does opening the link. What nobody decides about within a day is not carried out.</p>
               </body></html>
               """.formatted(
                        machines.stream()
                                .map(machine -> "<p>" + escaped(machine.line()) + "</p>")
                                .collect(Collectors.joining("\n")),
                        escaped(approvals.toString()),
                        escaped(approvals.toString()));
    }

    private static String count(long number) {
        return number > MAX_COUNT ? "more than " + MAX_COUNT : String.valueOf(number);
    }

    private static String fit(String name) {
        String printable = Text.printable(name);
        return printable.length() <= NAME_CHARS
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, printable.codePointCount(0, NAME_CHARS)))
                        + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
