package org.hpcdaemon.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows below the names of their columns, each cell as wide as the widest of its column, and with control characters escaped.
 *
 * @param none what is said where there are no rows, and what to do then
 * @param names of the columns
 */
public record Table(String none, List<String> names) {
    private static final String GAP = "  ";

    public Table {
        names = List.copyOf(names);
    }

    public Table(String none, String... names) {
        this(none, List.of(names));
    }

    /**
     * Prints the rows; where there are none, says so.
     *
     * @param err told that there are none, so that a script which counts lines counts none
     */
    public void print(Appendable out, Appendable err, List<List<String>> rows) {
        try {
            if (rows.isEmpty()) {
                var _ = err.append(none).append(System.lineSeparator());
            } else {
                var _ = out.append(text(rows));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(List<List<String>> rows) {
        List<List<String>> all = Stream.concat(
                        Stream.of(names),
                        rows.stream()
                                .map(row -> row.stream().map(Text::printable).toList()))
                .toList();
        int[] widths = new int[names.size()];
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder table = new StringBuilder();
        all.forEach(row -> table.append(line(row, widths)).append(System.lineSeparator()));
        return table.toString();
    }

    private static String line(List<String> row, int... widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
