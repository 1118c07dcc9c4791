package org.hpcdaemon.sandbox.plan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.message.value.Bytes;

/**
 * A {@link SandboxPlan} as the program that enters the sandbox reads it. Its words are bytes; here a character stands for each (ISO
 * 8859-1), so that bytes that are not text (a variable, a file name in an old encoding) pass unchanged.
 */
public final class ReadPlan {
    private record Word(String kind, String value) {}

    private final Bytes bytes;
    private final List<Word> words = new ArrayList<>();

    private ReadPlan(Bytes bytes) {
        this.bytes = bytes;
    }

    /** A last word that was cut short is none. */
    public static ReadPlan of(Bytes plan) {
        ReadPlan read = new ReadPlan(plan);
        String[] parts = new String(plan.toArray(), StandardCharsets.ISO_8859_1).split("\0", -1);
        for (int i = 0; i + 2 < parts.length; i += 2) {
            read.words.add(new Word(parts[i], parts[i + 1]));
        }
        return read;
    }

    /** The last that was said of a kind, as text. */
    public Optional<String> said(String kind) {
        return words.stream()
                .filter(word -> word.kind().equals(kind))
                .reduce((_, later) -> later)
                .map(word -> text(word.value()));
    }

    public Optional<Path> path(String kind) {
        return said(kind).map(Path::of);
    }

    public List<Path> paths(String kind) {
        return words.stream()
                .filter(word -> word.kind().equals(kind))
                .map(word -> Path.of(text(word.value())))
                .toList();
    }

    /** What the command's environment is to be, a byte a character. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Word word : words) {
            int equals = word.value().indexOf('=');
            if (word.kind().equals("env") && equals > 0) {
                environment.put(word.value().substring(0, equals), word.value().substring(equals + 1));
            } else if (word.kind().equals("unset")) {
                environment.remove(word.value());
            }
        }
        return environment;
    }

    /** The same plan, and what was found out where it is read; the later word wins. */
    public ReadPlan and(String kind, String value) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(bytes.toArray());
        longer.writeBytes(new SandboxPlan().say(kind, value).bytes().toArray());
        return of(Bytes.of(longer.toByteArray()));
    }

    public Bytes bytes() {
        return bytes;
    }

    private static String text(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
