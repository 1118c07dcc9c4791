package org.hpcdaemon.cli;

import java.util.List;
import java.util.stream.Stream;

/** Rows below the names of their columns, each cell as wide as the widest of its column. */
public final class Table {
    private static final String GAP = "  ";

    private Table() {}

    /**
     * The table as lines.
     *
     * @param none what is said instead, where there are no rows
     */
    public static String of(String none, List<String> names, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return none + System.lineSeparator();
        }
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
