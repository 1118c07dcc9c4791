package org.hpcdaemon.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another process on the same database. */
final class Child {
    static final List<String> SCHEMA = List.of("CREATE TABLE counter (n INTEGER NOT NULL);"
            + " CREATE TABLE note (text TEXT NOT NULL UNIQUE); INSERT INTO counter VALUES (0);");

    private Child() {}

    public static void main(String[] args) {
        Journal journal = Journal.valueOf(args[2]);
        Database database = Database.open(Path.of(args[1]), SCHEMA, journal);
        switch (args[0]) {
            case "count" -> {
                for (int i = 0; i < 100; i++) {
                    database.write(c -> Sql.update(c, "UPDATE counter SET n = n + 1"));
                }
                database.close();
            }
            case "die-in-transaction" -> {
                database.write(c -> Sql.update(c, "INSERT INTO note VALUES ('committed')"));
                database.write(c -> {
                    Sql.update(c, "INSERT INTO note VALUES ('lost')");
                    Runtime.getRuntime().halt(9);
                    return null;
                });
            }
            case "die-open" -> {
                database.write(c -> Sql.update(c, "INSERT INTO note VALUES ('committed')"));
                Runtime.getRuntime().halt(9);
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    static Process start(String what, Path file, Journal journal) throws IOException {
        return new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "umask 000; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what,
                        file.toString(),
                        journal.name())
                .inheritIO()
                .start();
    }
}
